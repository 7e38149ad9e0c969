"""Models of text: negative controls, which may not beat the sentence lookup."""

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from cremad.features.text.embeddings import MeanWordVector, WordVectors
from cremad.features.text.options import TfidfOptions, Word2VecOptions, WordVectorFile
from cremad.features.text.vectorizer import make_tfidf
from cremad.models.learner import Learner, Tag, tags


def text_only(seed: int) -> Pipeline:
    """Logistic regression on the TF-IDF of the transcript."""
    return make_pipeline(make_tfidf(TfidfOptions()), LogisticRegression(class_weight="balanced"))


def text_vectors(seed: int, *, word_vectors: WordVectorFile | None = None) -> Pipeline:
    """Logistic regression on the mean of word vectors, from a file or trained on the training clips' text."""
    return make_pipeline(
        MeanWordVector(word_vectors or Word2VecOptions(), seed=seed),
        StandardScaler(),
        LogisticRegression(class_weight="balanced", max_iter=500),
    )


LEARNERS = (
    Learner(
        "text_only",
        "Text only",
        text_only,
        tags(Tag.CONTROL),
        reads="column",
        column="transcript",
        stores=("cremad.features.text.vectorizer._name_of_column", "cremad.features.text.vectorizer.text_column"),
    ),
    Learner(
        "text_vectors",
        "Word vectors",
        text_vectors,
        tags(Tag.CONTROL, Tag.WORD_VECTORS),
        reads="column",
        column="transcript",
        stores=(MeanWordVector, WordVectors, Word2VecOptions),
        extra="word2vec",
    ),
)
