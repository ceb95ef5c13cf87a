"""An inspection as acts and the state they fold into."""
