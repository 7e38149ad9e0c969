"""Models of the words: negative controls, which may not beat the sentence lookup."""

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from cremad.features.text.embeddings import MeanWordVector
from cremad.features.text.options import TfidfOptions, Word2VecOptions, WordVectorFile
from cremad.features.text.vectorizer import make_tfidf


def text_only(seed: int) -> Pipeline:
    """Logistic regression on the TF-IDF of the transcript."""
    return make_pipeline(make_tfidf(TfidfOptions()), LogisticRegression(class_weight="balanced"))


def text_vectors(seed: int, file: WordVectorFile | None = None) -> Pipeline:
    """Logistic regression on the mean of word vectors, from a file or trained on the training clips' words."""
    return make_pipeline(
        MeanWordVector(file or Word2VecOptions(), seed=seed),
        StandardScaler(),
        LogisticRegression(class_weight="balanced", max_iter=500),
    )
