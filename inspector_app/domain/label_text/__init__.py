"""What is printed on goods, read from a picture: dates, batch, numbers of law, label elements."""
