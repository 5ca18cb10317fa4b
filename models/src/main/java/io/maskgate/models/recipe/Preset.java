package io.maskgate.models.recipe;

import java.util.Set;

/**
 * Keys that hold where a file has none.
 *
 * @param source what faults in it are named by
 * @param text YAML
 * @param foreign keys that only a file may have that stands on it
 */
public record Preset(String source, String text, Set<String> foreign) {
    public Preset {
        foreign = Set.copyOf(foreign);
    }
}
