package io.maskgate.daemon.rollout;

import io.maskgate.daemon.camera.ModelInUse;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.ModelCard;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.ZooModel;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model that serves, or is to, or did.
 *
 * @param unsummed the files no card has a sum of, as they were before they were loaded
 */
public record Serving(
        ModelChoice choice, ZooModel zoo, Map<Precision, FileState> unsummed, LoadedModel loaded, ModelInUse use) {
    public Serving {
        unsummed = Map.copyOf(unsummed);
    }

    /** @throws io.maskgate.hw.inference.InferenceException when it cannot be used */
    public static Serving load(ModelLoader loader, ZooModel zoo, ModelChoice choice) {
        // Before: a file that is exchanged while it is loaded counts as another.
        var unsummed = unsummed(zoo);
        var loaded = loader.load(zoo, choice);
        return new Serving(choice, zoo, unsummed, loaded, new ModelInUse(loaded.info(), loaded.finder()));
    }

    private static Map<Precision, FileState> unsummed(ZooModel zoo) {
        var states = new EnumMap<Precision, FileState>(Precision.class);
        zoo.files().forEach((precision, file) -> {
            if (!zoo.hasSum(precision)) {
                states.put(precision, FileState.of(file));
            }
        });
        return states;
    }

    /** Tells a model's files from others that lie in their place after a restart: sums, or sizes and times where there are none. */
    static String files(ZooModel zoo) {
        var words =
                new TreeMap<String, String>(zoo.card().map(ModelCard::sha256).orElse(Map.of()));
        unsummed(zoo)
                .forEach((precision, state) ->
                        words.put(precision.fileName(), state.bytes() + " bytes of " + state.modified()));
        return words.toString();
    }

    String tag() {
        return loaded.info().tag();
    }

    Sample sample(long nanos) {
        return new Sample(nanos, loaded.stats(), accelerated());
    }

    boolean accelerated() {
        return loaded.status().state() == EngineStatus.State.ACCELERATED;
    }

    /** What a picture costs by the card, processor milliseconds on one thread; 0 where it does not say. */
    double cost() {
        var words = loaded.status().serving().split(" ");
        return Precision.of(words[words.length - 1])
                .flatMap(precision ->
                        zoo.card().map(card -> card.processorMillis(precision).orElse(0)))
                .orElse(0.0);
    }

    /** How much more a picture costs than with another, by the cards; 1 where one does not say. */
    double costs(Serving other) {
        return cost() > 0 && other.cost() > 0 ? cost() / other.cost() : 1;
    }

    /** Whether a model at hand is this one: of its name, with its files, and chosen on its engine. */
    boolean is(ZooModel other, ModelChoice chosen) {
        return zoo.name().equals(other.name()) && sameFiles(other) && choice.isOnEngineOf(chosen);
    }

    /** Whether the files of another are the same as this one's, by the sums in their cards or, without, as they lie there. */
    boolean sameFiles(ZooModel other) {
        return zoo.dir().equals(other.dir())
                && zoo.files().equals(other.files())
                && zoo.card().map(card -> card.sha256()).equals(other.card().map(card -> card.sha256()))
                && unsummed.equals(unsummed(other));
    }
}
