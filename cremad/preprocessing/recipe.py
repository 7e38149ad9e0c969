"""How features were made: a stored model keeps this and refuses features that were made in another way."""

from typing import Any, Self

from cremad.artifacts.code import code_digests
from cremad.errors import ContractError
from cremad.preprocessing.feature_set import Extractor
from cremad.settings import Options

NUMERICS = ("cremad/features/", "cremad/media/")
"""Folders of the code that determines the value of a feature."""


class FeatureRecipe(Options):
    """How one feature set, or the sequences of one source, were made."""

    options: dict[str, Any]
    """Options of the extractor, as JSON values."""
    code: dict[str, str]
    """File of `NUMERICS` that the extractor reaches → digest."""
    libraries: dict[str, str]
    """Library that it reaches → version; recorded only, a difference is not refused."""

    @classmethod
    def of(cls, extractor: Extractor) -> Self:
        """The recipe of an extractor as installed here."""
        reached = code_digests(*extractor.modules)
        return cls(
            options=extractor.options.model_dump(mode="json"),
            code={
                path: each for path, each in reached.items() if path.startswith(NUMERICS) and path.endswith(".py")
            },
            libraries={name: version for name, version in reached.items() if "." not in name},
        )

    def refuse(self, other: "FeatureRecipe", name: str) -> None:
        """Refuse features that were made in another way.

        Parameters
        ----------
        other : FeatureRecipe
            Recipe of the features at hand.
        name : str
            Name of the feature set, for the message.

        Raises
        ------
        ContractError
            Naming each option and file that differs.
        """
        differ = [
            f"option {option} is {other.options.get(option)!r} and was {self.options.get(option)!r} in training"
            for option in sorted(self.options.keys() | other.options.keys())
            if self.options.get(option) != other.options.get(option)
        ]
        changed = [
            path
            for path in sorted(self.code.keys() | other.code.keys())
            if self.code.get(path) != other.code.get(path)
        ]
        if changed:
            differ.append(f"the code has changed since training in {', '.join(changed[:3])}")
        if differ:
            raise ContractError(
                f"the features {name} were made in another way than those that the model was trained on: "
                f"{'; '.join(differ)}",
                remedy="Extract the features with the options of the model's recipe, or train the model again.",
            )
