"""A stored model answers from features and files as the pipeline does, and refuses what it was not made for."""

import numpy as np
import pandas as pd
import pytest
import soundfile

import cremad
from cremad.catalogue.inputs import model_inputs
from cremad.errors import ContractError, MissingFileError, OptionError, UnreadableMediaError
from cremad.features.audio.options import AudioFeatureOptions
from cremad.preprocessing.extraction.audio import AudioExtraction
from cremad.preprocessing.feature_sets import find_feature_set
from cremad.preprocessing.recipe import FeatureRecipe
from cremad.registry.aliases import set_alias
from cremad.registry.extraction import maker_of
from cremad.registry.storage import save_model
from cremad.training.crossvalidation import predict_probabilities
from tests.unit.conftest import spec_of
from tests.unit.registry.conftest import about, training_clips

RATE_HZ = 16_000
EMOTIONS = ["anger", "happy", "sad"]
PROBABILITIES = [f"p_{emotion}" for emotion in EMOTIONS]


def voice(number: int, rate_hz: int = RATE_HZ) -> np.ndarray:
    """A second of a buzz whose pitch depends on the number."""
    times = np.arange(rate_hz) / rate_hz
    rng = np.random.default_rng(number)
    harmonics = sum(np.sin(2 * np.pi * (110 + 13 * number) * n * times) / n for n in range(1, 12))
    return (0.1 * harmonics * (1 + 0.3 * np.sin(2 * np.pi * 3 * times)) + 0.002 * rng.normal(size=rate_hz)).astype(
        np.float32
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """30 WAV files, their clips and their features as the pipeline would have them."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = []
    for number in range(30):
        soundfile.write(folder / f"{number}.wav", voice(number), RATE_HZ)
        rows.append((f"c{number}", f"s{number % 5}", EMOTIONS[number % 3], f"{number}.wav"))
    clips = pd.DataFrame(rows, columns=["clip_id", "actor", "emotion", "audio_path"]).assign(audio_gain=1.0)
    extractor = AudioExtraction(AudioFeatureOptions())
    made = [extractor(record, folder) for record in clips.to_dict("records")]
    table = extractor.to_table(list(clips["clip_id"]), made).to_pandas().set_index("clip_id")
    return folder, clips, table


@pytest.fixture(scope="module")
def store(corpus, tmp_path_factory):
    """Stores a model of the corpus and gives it loaded."""
    _, clips, table = corpus
    data_dir = tmp_path_factory.mktemp("data")

    def store_spec(spec, **told):
        inputs = model_inputs(spec, clips, {"audio": table})
        model = spec.build(0).fit(inputs, clips["emotion"].to_numpy(), groups=clips["actor"].to_numpy())
        recipe = {"audio": FeatureRecipe.of(AudioExtraction(AudioFeatureOptions()))}
        described = about(spec, tuple(inputs), "three", **{"recipe": recipe, "gains": {"flv": 2.0}} | told)
        stored = save_model(data_dir / "models", model, described, training_clips(["s0"]))
        expected = predict_probabilities(model, inputs, "three")
        return cremad.load_model(stored.path.parent.name, data_dir), expected

    return store_spec


@pytest.fixture(scope="module")
def logistic(store):
    return store(spec_of("logistic_regression"))


def test_files_and_samples_are_answered_as_the_table_is(corpus, logistic):
    folder, clips, _ = corpus
    model, expected = logistic
    answers = model.predict_clips([folder / path for path in clips["audio_path"]])
    np.testing.assert_allclose(answers[PROBABILITIES], expected[PROBABILITIES], atol=1e-6)
    assert list(answers["y_pred"]) == list(expected["y_pred"])
    heard = [soundfile.read(folder / path, dtype="float32") for path in clips["audio_path"][:4]]
    np.testing.assert_allclose(
        model.predict_clips(heard)[PROBABILITIES], expected[PROBABILITIES].head(4), atol=1e-6
    )


@pytest.mark.parametrize(
    ("name", "rate_hz", "channels"),
    [("a.wav", 44_100, 1), ("a.flac", 16_000, 2), ("a.mp3", 16_000, 1), ("a.ogg", 48_000, 2)],
)
def test_other_containers_rates_and_channels_take_the_pipelines_way(name, rate_hz, channels, logistic, tmp_path):
    model, _ = logistic
    signal = voice(3, rate_hz)
    soundfile.write(tmp_path / name, np.stack([signal] * channels, axis=1), rate_hz)
    extractor = AudioExtraction(AudioFeatureOptions())
    row = extractor({"audio_path": name, "audio_gain": 1.0}, tmp_path)
    table = extractor.to_table(["x"], [row]).to_pandas().set_index("clip_id")
    np.testing.assert_allclose(
        model.predict_clips([tmp_path / name])[PROBABILITIES], model.predict(table)[PROBABILITIES], atol=1e-6
    )


def test_a_kind_of_file_has_the_gain_that_it_had_in_training(store, corpus, tmp_path):
    plain, _ = store(spec_of("logistic_regression"), gains={})
    loud, _ = store(spec_of("logistic_regression"), gains={"wav": 2.0})
    quiet = voice(7) / 2
    soundfile.write(tmp_path / "quiet.wav", quiet, RATE_HZ, subtype="FLOAT")
    soundfile.write(tmp_path / "whole.wav", voice(7), RATE_HZ, subtype="FLOAT")
    raised = loud.predict_clips([tmp_path / "quiet.wav"])[PROBABILITIES]
    whole = plain.predict_clips([tmp_path / "whole.wav"])[PROBABILITIES]
    np.testing.assert_allclose(raised, whole, atol=1e-5)


def test_a_speaker_normalised_model_needs_the_speakers(store, corpus):
    folder, clips, _ = corpus
    model, expected = store(spec_of("logistic_regression", adaptation="speaker"))
    paths = [folder / path for path in clips["audio_path"]]
    answers = model.predict_clips(paths, speakers=list(clips["actor"]))
    np.testing.assert_allclose(answers[PROBABILITIES], expected[PROBABILITIES], atol=1e-6)
    with pytest.raises(OptionError, match="needs the speaker of every clip"):
        model.predict_clips(paths)


def test_features_of_another_recipe_are_refused_by_name(corpus, logistic):
    _, _, table = corpus
    model, _ = logistic
    same = FeatureRecipe.of(AudioExtraction(AudioFeatureOptions()))
    model.predict(table, recipes={"audio": same})
    other = FeatureRecipe.of(AudioExtraction(AudioFeatureOptions(n_fft=1024)))
    with pytest.raises(ContractError, match="option n_fft is 1024 and was 512 in training"):
        model.predict(table, recipes={"audio": other})
    changed = same.model_copy(update={"code": same.code | {"cremad/features/audio/pitch.py": "x"}})
    with pytest.raises(
        ContractError, match=r"the code has changed since training in cremad/features/audio/pitch\.py"
    ):
        model.predict(table, recipes={"audio": changed})


def test_columns_that_are_missing_are_named(corpus, logistic):
    _, _, table = corpus
    with pytest.raises(ContractError, match=r"lack 1 columns that the model needs, such as mfcc_03_mean"):
        logistic[0].predict(table.drop(columns="mfcc_03_mean"))


def test_files_that_are_none_are_named(logistic, tmp_path):
    with pytest.raises(UnreadableMediaError, match=r"nothing\.wav"):
        logistic[0].predict_clips([tmp_path / "nothing.wav"])
    (tmp_path / "text.wav").write_text("no audio")
    with pytest.raises(UnreadableMediaError, match=r"text\.wav"):
        logistic[0].predict_clips([tmp_path / "text.wav"])


def test_a_model_is_found_by_id_alias_and_folder(logistic):
    model, _ = logistic
    models = model.artifact.path.parent.parent
    set_alias(models, "best", model.id)
    for name in (model.id, "best"):
        assert cremad.load_model(name, models.parent).id == model.id
    assert cremad.load_model(model.artifact.path.parent).id == model.id
    assert model.labels == tuple(EMOTIONS)
    assert model.training_clips["actor"].tolist() == ["s0"]
    with pytest.raises(MissingFileError, match=r"no model 'worst'; there are best"):
        cremad.load_model("worst", models.parent)


def test_a_model_that_reads_text_says_that_files_have_none(store, corpus, tmp_path):
    spec = spec_of("text_counts")
    made_by = find_feature_set("text").extractor(find_feature_set("text").options())
    _, clips, table = corpus
    inputs = table.iloc[:, :3]
    model = spec.build(0).fit(inputs, clips["emotion"].to_numpy(), groups=clips["actor"].to_numpy())
    described = about(spec, tuple(inputs), "three", recipe={"text": FeatureRecipe.of(made_by)})
    stored = save_model(tmp_path, model, described, training_clips(["s0"]))
    with pytest.raises(OptionError, match="reads text, which media files do not have"):
        cremad.load_model(stored.path.parent).predict_clips([(voice(1), RATE_HZ)])


@pytest.mark.parametrize(
    ("name", "maker"), [("audio", "audio"), ("log_mel", "audio"), ("mfcc", "audio"), ("face", "face")]
)
def test_every_table_has_a_maker(name, maker):
    assert maker_of(name).name == maker
