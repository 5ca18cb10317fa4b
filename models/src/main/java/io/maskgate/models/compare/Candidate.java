package io.maskgate.models.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.hw.inference.ModelCard;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.ZooModel;
import io.maskgate.models.export.Format;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.Network;
import io.maskgate.models.quantise.FreshInt8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A network at an input size, as a file.
 *
 * @param name the model's where it is one of the zoo, otherwise the architecture's
 * @param onnx of trained weights or of fresh ones
 * @param accuracy what its card tells; absent where nobody trained it
 */
public record Candidate(
        String name, Network network, int width, int height, Cost cost, Path onnx, Optional<Accuracy> accuracy) {
    private static final String NO_SHA = "0".repeat(64);

    /** On val, as the card says. */
    public record Accuracy(double map50, double labels) {}

    /** Writes the network with fresh weights, in float32, into the folder. */
    public static Candidate fresh(Network network, int width, int height, Path folder) throws IOException {
        return fresh(network, width, height, Precision.FP32, folder);
    }

    /** Writes the network with fresh weights into the folder; of int8 all that may be in eight bits is. */
    public static Candidate fresh(Network network, int width, int height, Precision precision, Path folder)
            throws IOException {
        var cost = Cost.of(network, width, height);
        // The architecture of any widths is too long for a model's name.
        String label = "fresh-" + Integer.toHexString(network.architecture().hashCode());
        var file = folder.resolve(label + "-" + width + "x" + height).resolve(precision.fileName());
        var exporter = new OnnxExporter(label, width, height);
        switch (precision) {
            case FP32 -> exporter.write(network, cost.fresh(1), NO_SHA, file);
            case FP16 -> exporter.write(network, cost.fresh(1), NO_SHA, new Format.Float16(), file);
            case INT8 -> FreshInt8.write(exporter, network, cost.fresh(1), NO_SHA, file);
        }
        return new Candidate(network.architecture(), network, width, height, cost, file, Optional.empty());
    }

    /** The model of a zoo; empty where its card does not tell an architecture that is known here. */
    public static Optional<Candidate> of(ZooModel model) {
        return model.card().map(ModelCard::document).flatMap(card -> of(model, card));
    }

    private static Optional<Candidate> of(ZooModel model, JsonNode card) {
        Network network;
        try {
            network = Architectures.named(card.path("architecture").asText());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        int width = card.at("/input/width").asInt();
        int height = card.at("/input/height").asInt();
        return Optional.of(new Candidate(
                model.name(),
                network,
                width,
                height,
                Cost.of(network, width, height),
                model.onnx(),
                StreamSupport.stream(card.path("metrics").spliterator(), false)
                        .filter(metrics -> metrics.path("precision")
                                .asText()
                                .equals(model.precision().text()))
                        .map(metrics -> new Accuracy(
                                metrics.path("map50").asDouble(),
                                metrics.at("/faces/accuracy").asDouble()))
                        .findFirst()));
    }

    /** Bytes of the file. */
    public long bytes() throws IOException {
        return Files.size(onnx);
    }
}
