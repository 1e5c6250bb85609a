"""What a kWh carries: meters, load shapes, factor series and their exact product, interval by interval."""
