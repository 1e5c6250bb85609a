"""What products are called where several have one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from fourfold.accounting.background.system import Product


def told_apart(products: Sequence[Product]) -> Callable[[int], str]:
    """A function that names a product by its column: by name, with the place and the id where a name is not enough."""
    names = Counter(product.name for product in products)
    places = Counter((product.name, product.location) for product in products)

    def name_of(column: int) -> str:
        product = products[column]
        if names[product.name] == 1:
            return product.name
        place = f" [{product.location}]" if product.location else ""
        key = f" ({product.id})" if places[product.name, product.location] > 1 else ""
        return product.name + place + key

    return name_of
