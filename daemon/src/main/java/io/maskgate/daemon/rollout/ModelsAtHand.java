package io.maskgate.daemon.rollout;

import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.ZooModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The models that can be activated by name: those of the zoo and, wherever it lies, the configured one. Reads the disk at
 * each call; thread-safe.
 */
final class ModelsAtHand {
    private final ModelZoo zoo;
    private final ModelLoader loader;
    private final LoadedModels engines;
    private final Choices choices;

    ModelsAtHand(ModelZoo zoo, ModelLoader loader, LoadedModels engines, Choices choices) {
        this.zoo = zoo;
        this.loader = loader;
        this.engines = engines;
        this.choices = choices;
    }

    /** For a person who chooses: the one that serves, the old one while it is ready to come back, and all others. */
    ModelLife.Listing listing() {
        var loaded = new LinkedHashMap<String, ZooModel>();
        var serving = engines.serving();
        add(loaded, serving.zoo());
        engines.standby().ifPresent(old -> add(loaded, old.zoo()));
        var found = found();
        found.models().forEach(model -> add(loaded, model));
        boolean canBeTried = found.models().stream()
                .filter(model -> model.name().equals(serving.zoo().name()))
                .anyMatch(model -> !serving.is(model, choices.of(model)));
        return new ModelLife.Listing(List.copyOf(loaded.values()), found.problems(), canBeTried);
    }

    /** As they lie on disk now, by name. */
    ModelZoo.Listing found() {
        var all = zoo.list();
        var models = new LinkedHashMap<String, ZooModel>();
        // Of two of one name the configured one counts: it is the one that has served.
        configured().ifPresent(model -> add(models, model));
        all.models().forEach(model -> add(models, model));
        return new ModelZoo.Listing(
                models.values().stream()
                        .sorted((a, b) -> a.name().compareTo(b.name()))
                        .toList(),
                all.problems());
    }

    private Optional<ZooModel> configured() {
        try {
            return Optional.of(loader.find(choices.configured()));
        } catch (InferenceException gone) {
            return Optional.empty();
        }
    }

    private static void add(Map<String, ZooModel> models, ZooModel model) {
        models.putIfAbsent(model.name(), model);
    }
}
