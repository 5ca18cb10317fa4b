package io.maskgate.models.zoo;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a model comes from.
 *
 * @param weights {@code best.safetensors} of a run
 * @param recipe the YAML file it was trained by
 * @param curve the run's {@code curve.csv}
 * @param data the data set's folder, with {@code train} and {@code val}
 * @param added further folders whose {@code train} was trained on as well
 * @param provenance where the data is from and under which terms, for the card
 * @param remains the kinds of mistakes that remain, as a person saw them, for the card; empty where nobody looked
 */
public record Origin(
        Path weights,
        Path recipe,
        Optional<Path> curve,
        Path data,
        List<Path> added,
        String provenance,
        List<String> remains) {
    public Origin {
        added = List.copyOf(added);
        remains = List.copyOf(remains);
        provenance = provenance.strip();
    }
}
