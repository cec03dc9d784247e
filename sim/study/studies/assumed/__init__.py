"""What had to be assumed, drawn from its ranges: how sure a difference is when that is counted, too."""
