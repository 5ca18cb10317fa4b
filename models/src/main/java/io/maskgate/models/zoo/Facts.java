package io.maskgate.models.zoo;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.models.adapt.WhoLabelled;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.evaluate.EvaluationResult;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.Network;
import java.util.List;
import java.util.Map;

/**
 * Everything card and README tell.
 *
 * @param recipe all the recipe says, its preset's keys among them
 * @param weights metadata of the weights' file
 * @param splits the data by split
 * @param labels whose those of val are
 * @param sha256 by file name
 * @param results one for each ONNX file of the folder
 * @param machine where the results were measured
 */
record Facts(
        String name,
        boolean isDefault,
        int width,
        int height,
        Network network,
        Cost cost,
        JsonNode recipe,
        int epochs,
        Map<String, String> weights,
        Map<String, FaceDataset> splits,
        WhoLabelled labels,
        String provenance,
        List<String> remains,
        Map<String, String> sha256,
        List<Measured> results,
        String machine) {
    /** A result and the command that gives it again. */
    record Measured(String precision, String command, EvaluationResult result) {}
}
