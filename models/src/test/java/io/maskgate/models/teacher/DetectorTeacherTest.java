package io.maskgate.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.InferenceException;
import io.maskgate.models.data.AugmentRecipe;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.PixelStore;
import io.maskgate.models.data.SoftFace;
import io.maskgate.models.distil.TeacherFile;
import io.maskgate.models.fixtures.Distilling;
import io.maskgate.models.fixtures.TestPictures;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Anchors;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.torch.ParameterStore;
import io.maskgate.models.torch.Tensors;
import io.maskgate.models.torch.TorchBackend;
import io.maskgate.models.train.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorTeacherTest {
    @TempDir
    private Path folder;

    private DetectorTeacher teacher(Path weights, Path adapter, Folders folders) throws IOException {
        return new DetectorTeacher(
                new TeacherFile("t", weights.toString(), adapter.toString(), "", 1, 0.3, 1), 0, false, folders);
    }

    private DetectorTeacher ours(Folders folders) throws IOException {
        return teacher(Distilling.detector(folder), folder.resolve("teacher.yaml"), folders);
    }

    @Test
    void itsSurestFaceIsThatOfTheVeryNetworkTheFileWasMadeOf() throws IOException {
        var pixels = TestPictures.pixels(2, 64, 64);
        SoftFace seen;
        try (var teacher = ours(new Folders(Optional.empty(), "v"))) {
            seen = teacher.see(pixels, 2, 64, 64).get(1).getFirst();
        }
        var network = new LightMask(24);
        try (var parameters = new ParameterStore(Cost.of(network, 64, 64), 0);
                var _ = new PointerScope()) {
            parameters.load(TestWeights.randomised(network));
            var backend = new TorchBackend(parameters, false, ScalarType.Float);
            var flat = Predictions.flatten(
                    network.forward(backend, backend.image(Tensors.bytes(pixels.rewind(), 2, 64, 64, 3))));
            var decoded = Predictions.of(flat, Anchors.of(64, 64), 16);
            int best = 84;
            for (int row = 84; row < 168; row++) {
                best = foreground(decoded, row) > foreground(decoded, best) ? row : best;
            }
            assertThat(seen.foreground()).isCloseTo(Math.min(1, foreground(decoded, best)), within(1e-3f));
            assertThat(seen.x0()).isCloseTo(Math.clamp(decoded.boxes()[4 * best], 0, 64), within(0.05f));
            assertThat(seen.y1()).isCloseTo(Math.clamp(decoded.boxes()[4 * best + 3], 0, 64), within(0.05f));
        }
    }

    private static float foreground(Predictions decoded, int row) {
        return decoded.scores()[2 * row] + decoded.scores()[2 * row + 1];
    }

    @Test
    void anAnswerIsKeptForItsViewsAloneAndADamagedOneIsNamed() throws IOException {
        var pixels = TestPictures.pixels(1, 64, 64);
        var answers = folder.resolve("answers");
        var plain = AugmentRecipe.none(64, 64);
        var turned = new AugmentRecipe(64, 64, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2);
        try (var teacher = ours(new Folders(Optional.of(answers), "v"))) {
            var first = teacher.look(plain, 0, 0, pixels, 1);
            assertThat(teacher.look(plain, 0, 0, pixels, 1)).isEqualTo(first);
            assertThat(List.of(teacher.counts().asked(), teacher.counts().replayed()))
                    .containsExactly(1L, 1L);
            teacher.look(plain, 0, 1, pixels, 1);
            teacher.look(plain, 1, 0, pixels, 1);
            teacher.look(turned, 0, 0, pixels, 1);
            assertThat(List.of(teacher.counts().asked(), teacher.counts().replayed()))
                    .containsExactly(4L, 1L);
        }
        Path kept;
        try (var files = Files.walk(answers)) {
            kept = files.filter(file -> file.endsWith("e0001-b00000.safetensors"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(kept, "no more");
        try (var teacher = ours(new Folders(Optional.of(answers), "v"))) {
            assertThatThrownBy(() -> teacher.look(plain, 1, 0, pixels, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(kept.toString())
                    .hasMessageEndingWith("delete it, and the teacher is asked again");
        }
    }

    @Test
    void aViewWithoutFacesKeepsItsPlace() {
        var face = new SoftFace(1, 2, 3, 4, 0.5f, 0.25f);
        var views = List.of(List.<SoftFace>of(), List.of(face, face), List.<SoftFace>of());
        var written = DetectorTeacher.written(views).get("faces");
        assertThat(written.shape()).containsExactly(2, 7);
        assertThat(DetectorTeacher.read(written.values(), 3)).isEqualTo(views);
    }

    @Test
    void anAdapterThatDoesNotFitIsRefused() throws IOException {
        var onnx = Distilling.detector(folder);
        var adapter = folder.resolve("teacher.yaml");
        String right = Files.readString(adapter);
        Files.writeString(adapter, right.replace("name: images", "name: input"));
        assertThatThrownBy(() -> teacher(onnx, adapter, new Folders(Optional.empty(), "")))
                .isInstanceOf(InferenceException.class)
                .hasMessage("model " + onnx + ": input: expected input, found [images]");
        Files.writeString(adapter, right.replace("name: scores", "name: labels"));
        assertThatThrownBy(() -> teacher(onnx, adapter, new Folders(Optional.empty(), "")))
                .hasMessageContaining("expected the output labels, found ");
        Files.writeString(adapter, right.replace("layout: nhwc", "layout: nhwc, scale: [255, 255, 255]"));
        assertThatThrownBy(() -> teacher(onnx, adapter, new Folders(Optional.empty(), "")))
                .hasMessageContaining("input images takes bytes as they are: expected neither mean nor scale");
        Files.writeString(adapter, right.replace("unit: pixel", "unit: metre"));
        assertThatThrownBy(() -> teacher(onnx, adapter, new Folders(Optional.empty(), "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(adapter + ":2: boxes.unit: ");
    }

    /** A detector of other people's, where there is one beside the repository. */
    @Test
    void rfb640FindsTheFacesOfPhotographs() throws IOException {
        var photographs = TestPictures.photographs();
        var onnx = photographs.map(
                p -> p.resolve("../../../teachers/RFB-640-masked_face-v2.onnx").normalize());
        Assumptions.assumeTrue(onnx.filter(Files::exists).isPresent(), "needs the teacher beside the repository");
        for (var part : List.of("images", "labels")) {
            var to = Files.createDirectories(folder.resolve("val").resolve(part));
            try (var files = Files.list(photographs.orElseThrow().resolveSibling(part))) {
                var sorted = files.sorted().toList();
                // From all sources, which the names begin with.
                for (int i = 0; i < sorted.size(); i += 40) {
                    var file = sorted.get(i);
                    Files.createSymbolicLink(to.resolve(file.getFileName()), file);
                }
            }
        }
        var val = PixelStore.decode(FaceDataset.read(folder, "val"), 1);
        try (var teacher =
                teacher(onnx.get(), Path.of("recipes/teachers/rfb-640.yaml"), new Folders(Optional.empty(), ""))) {
            var report = new Validation(val, 640, 384).of(teacher);
            assertThat(report.map50()).isGreaterThan(0.5);
            assertThat(report.faceAccuracy()).isGreaterThan(0.75);
        }
    }
}
