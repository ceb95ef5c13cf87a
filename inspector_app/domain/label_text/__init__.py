"""What is printed on goods, read from a picture: dates, batch, numbers of law, label elements.

``reading`` holds the values others know (light to import), ``read_label`` the rules, ``tables``
their data, ``cross_check`` the differences. Nothing is imported here: the station starts without
the rules.
"""
