package io.maskgate.models.recipe;

/**
 * Keys that hold where a file has none.
 *
 * @param source what faults in it are named by
 * @param text YAML
 */
public record Preset(String source, String text) {}
