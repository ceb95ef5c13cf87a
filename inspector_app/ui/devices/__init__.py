"""Scanner guns, cameras, printers and sounds that need Qt."""
