"""A pipeline that passes the actors of the clips to its steps."""

from typing import Any, Self

from sklearn.pipeline import Pipeline
from sklearn.utils.validation import has_fit_parameter


class ActorPipeline(Pipeline):
    """Pipeline whose ``fit`` takes `groups` and passes them to those steps whose ``fit`` takes them.

    Without it, a selector with inner folds would not know the actors, and its folds would have every actor on both
    sides. Parameters are those of `sklearn.pipeline.Pipeline`.
    """

    def fit(self, X: Any, y: Any = None, groups: Any = None, **params: Any) -> Self:
        """Fit all steps; `groups` are the actors, shape (clips,)."""
        return super().fit(X, y, **params, **self._of_steps(groups))

    def fit_transform(self, X: Any, y: Any = None, groups: Any = None, **params: Any) -> Any:
        """Fit all steps and transform by each; `groups` are the actors, shape (clips,)."""
        return super().fit_transform(X, y, **params, **self._of_steps(groups))

    def _of_steps(self, groups: Any) -> dict[str, Any]:
        """The actors, once for each step that takes them."""
        if groups is None:
            return {}
        takers = [name for name, step in self.steps if hasattr(step, "fit") and has_fit_parameter(step, "groups")]
        return {f"{name}__groups": groups for name in takers}
