package io.maskgate.models.pipeline;

import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.models.data.PictureRoom;
import io.maskgate.models.export.OracleModel;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A model of 96 x 64, data and pictures to adapt it by; nothing is trained. */
abstract class AdaptCase {
    static final String TRAIN = Recipes.tiny(1)
            .replace("neck: 16", "network: ${network}")
            .replace("start: \"\"", "start: ${start}")
            .replace("evaluation: {width: 64, height: 64", "evaluation: {width: ${width}, height: ${height}")
            .replace("augment: {width: 64, height: 64", "augment: {width: ${height}, height: ${height}");

    @TempDir
    Path folder;

    final FakeCommands commands = new FakeCommands();
    PictureRoom room = PictureRoom.ofJava();
    final StringWriter err = new StringWriter();

    @BeforeEach
    void modelAndPictures() throws IOException {
        OracleModel.write(folder.resolve("model/fp32.onnx"), 96, 64, new float[] {1, 1, 9, 9}, new float[] {0, 1});
        TestWeights.write(new LightMask(16), folder.resolve("model/weights.safetensors"));
        TinyFaces.write(folder.resolve("data"), "train", 2);
        TinyFaces.write(folder.resolve("data"), "val", 1);
        Files.createDirectories(folder.resolve("pictures"));
        pictures(1);
        Files.writeString(folder.resolve("adapt.yaml"), "name: own\ntrain: train.yaml\ngate: {gain: 0}\n");
        Files.writeString(folder.resolve("train.yaml"), TRAIN);
    }

    boolean run(boolean resume) throws IOException {
        var zoo = new ModelZoo(List.of());
        return new AdaptRun(
                        folder.resolve("adapt.yaml"),
                        zoo,
                        zoo.resolve(folder.resolve("model").toString()),
                        folder.resolve("pictures"),
                        folder.resolve("data"),
                        folder.resolve("run"),
                        room)
                .run(resume, commands, new PrintWriter(err));
    }

    boolean run(Path pictures, Path out) throws IOException {
        return run(pictures, out, false);
    }

    boolean run(Path pictures, Path out, boolean resume) throws IOException {
        var zoo = new ModelZoo(List.of());
        var model = zoo.resolve(folder.resolve("model").toString());
        return new AdaptRun(folder.resolve("adapt.yaml"), zoo, model, pictures, folder.resolve("data"), out, room)
                .run(resume, commands, new PrintWriter(err));
    }

    void gate(String gate) throws IOException {
        Files.writeString(folder.resolve("adapt.yaml"), "name: own\ntrain: train.yaml\n" + gate + "\n");
    }

    /** Without labels. */
    void pictures(int count) throws IOException {
        TinyFaces.write(folder, "unlabelled", count);
        for (int i = 0; i < count; i++) {
            Files.copy(
                    folder.resolve("unlabelled/images/" + i + ".png"),
                    folder.resolve("pictures/" + i + ".png"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
