package io.maskgate.models.zoo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.hw.inference.Precision;
import io.maskgate.models.files.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What quantize found of a model's files, in the card that is there: without it no gateway takes int8 by itself.
 *
 * @param card empty where there is none
 */
record QuantisedCard(JsonNode card) {
    static final String REMEDY = "put it back as it was, or remove it and export the model again with --card";

    /** What it says of the smaller precisions. */
    static final List<String> KEYS = List.of("bytes", "fp16", "int8", "speed");

    static QuantisedCard of(Path folder) throws IOException {
        var file = folder.resolve("card.json");
        return new QuantisedCard(
                Files.exists(file) ? JsonFile.read(file, REMEDY) : JsonNodeFactory.instance.objectNode());
    }

    /** Keeps it in a new card of the same files. */
    void keep(ObjectNode next) {
        boolean same = Arrays.stream(Precision.values())
                .map(precision -> "/sha256/" + precision.fileName())
                .allMatch(sum -> card.at(sum).isTextual() && card.at(sum).equals(next.at(sum)));
        if (same) {
            KEYS.stream().filter(card::has).forEach(key -> next.set(key, card.get(key)));
        }
    }
}
