package io.maskgate.daemon.rollout;

import io.maskgate.daemon.camera.ModelInUse;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.ZooModel;

/** A model that serves, or is to, or did. */
public record Serving(ModelChoice choice, ZooModel zoo, LoadedModel loaded, ModelInUse use) {
    static Serving of(ModelChoice choice, ZooModel zoo, LoadedModel loaded) {
        return new Serving(choice, zoo, loaded, new ModelInUse(loaded.info(), loaded.finder()));
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

    /** Whether the files of another are the same as this one's, by the sums in their cards. */
    boolean sameFiles(ZooModel other) {
        return zoo.dir().equals(other.dir())
                && zoo.files().equals(other.files())
                && zoo.card().map(card -> card.sha256()).equals(other.card().map(card -> card.sha256()));
    }
}
