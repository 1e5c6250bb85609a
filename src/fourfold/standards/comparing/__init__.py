"""One study under many schemes: results in a common unit, differences rule by rule, gaps in what must hold."""
