package io.maskgate.models.cli;

import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.net.Network;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Which network a recipe trains. */
final class Students {
    private Students() {}

    /**
     * The named one, else that of the weights the recipe starts from, else LightMask with the recipe's neck.
     *
     * @throws IllegalArgumentException when no network has this name
     */
    static Network of(Recipe recipe, Optional<String> name) throws IOException {
        if (name.isPresent()) {
            return Architectures.named(name.get());
        }
        if (!recipe.start().isEmpty()) {
            var found = Safetensors.read(Path.of(recipe.start())).metadata().get("architecture");
            if (found != null) {
                return Architectures.named(found);
            }
        }
        return new LightMask(recipe.neck());
    }
}
