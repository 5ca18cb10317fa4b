package io.maskgate.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.data.AugmentRecipe;
import io.maskgate.models.data.Batch;
import io.maskgate.models.distil.TeacherFile;
import io.maskgate.models.distil.Teaching;
import io.maskgate.models.fixtures.Distilling;
import io.maskgate.models.fixtures.TestPictures;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Anchors;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.torch.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A LightMask of 16 bins looks at one view of 64 x 64: 84 anchors. */
class NetworkTeacherTest {
    @TempDir
    private Path folder;

    @Test
    void studentsOfItsOwnGridGetDistributionsAndOthersDistancesFromTheSameKeptAnswer() throws IOException {
        var file = new TeacherFile("t", Distilling.network(folder).toString(), "", "", 1, 0.3, 1);
        var folders = new Folders(Optional.of(folder.resolve("answers")), "views");
        var pixels = TestPictures.pixels(1, 64, 64);
        try (var teacher = new NetworkTeacher(file, new NetworkTeacher.Wanted(true, false), ScalarType.Float, folders);
                var _ = new PointerScope()) {
            var asked = ask(teacher, pixels, 16);
            var replayed = ask(teacher, pixels, 16);
            assertThat(asked.points()).isFalse();
            assertThat(replayed.points()).isFalse();
            assertThat(Tensors.toFloats(replayed.sides().orElseThrow()))
                    .isEqualTo(Tensors.toFloats(asked.sides().orElseThrow()));

            var other = ask(teacher, pixels, 8);
            assertThat(other.points()).isTrue();
            assertThat(other.sides().orElseThrow().numel()).isEqualTo(84 * 4 * 8);
            assertThat(teacher.counts().asked()).isEqualTo(1);
        }
    }

    /** A run that is copied to another machine goes on there; its kept answers are of the format they were given in. */
    @Test
    void whatThisMachineComputesInIsNoPartOfWhoTeaches() throws IOException {
        var file = new TeacherFile("t", Distilling.network(folder).toString(), "", "", 1, 0.3, 1);
        var wanted = new NetworkTeacher.Wanted(false, false);
        var folders = new Folders(Optional.of(folder.resolve("answers")), "views");
        var pixels = TestPictures.pixels(1, 64, 64);
        try (var one = new NetworkTeacher(file, wanted, ScalarType.Float, folders);
                var other = new NetworkTeacher(file, wanted, ScalarType.BFloat16, folders);
                var _ = new PointerScope()) {
            assertThat(other.digest()).isEqualTo(one.digest());
            ask(one, pixels, 16);
            ask(other, pixels, 16);
            assertThat(other.counts().asked()).isEqualTo(1);
        }
    }

    /** Pictures of one colour, since how larger ones are made is not what is shown here: they are the same at any size. */
    @Test
    void whoSeesViewsTwiceAsLargeFindsTheSameInHalfThePixels() throws IOException {
        var weights = Distilling.network(folder).toString();
        var wanted = new NetworkTeacher.Wanted(true, false);
        var folders = new Folders(Optional.empty(), "views");
        try (var plain = new NetworkTeacher(teacher(weights, 1), wanted, ScalarType.Float, folders);
                var enlarging = new NetworkTeacher(teacher(weights, 2), wanted, ScalarType.Float, folders);
                var _ = new PointerScope()) {
            var large = plain.predict(grey(128));
            var small = enlarging.predict(grey(64));

            assertThat(small.scores()).isEqualTo(large.scores());
            var halves = large.boxes().clone();
            for (int i = 0; i < halves.length; i++) {
                halves[i] /= 2;
            }
            assertThat(small.boxes()).containsExactly(halves, within(1e-4f));
            assertThat(enlarging.digest()).isNotEqualTo(plain.digest());
        }
    }

    @Test
    void onlyAStudentWithTheSameCellsCanBeTaught() throws IOException {
        var weights = Distilling.network(folder).toString();
        var wanted = new NetworkTeacher.Wanted(true, false);
        var folders = new Folders(Optional.empty(), "views");
        var fine = Architectures.named("lightmask-fine-n16");
        try (var plain = new NetworkTeacher(teacher(weights, 1), wanted, ScalarType.Float, folders);
                var enlarging = new NetworkTeacher(teacher(weights, 2), wanted, ScalarType.Float, folders)) {
            plain.requireCellsOf(new LightMask(16));
            enlarging.requireCellsOf(fine);
            assertThatThrownBy(() -> plain.requireCellsOf(fine))
                    .hasMessage("teacher t (lightmask-n24) has strides [8, 16, 32] and sees views enlarged 1 times, the"
                            + " student (lightmask-fine-n16) has strides [4, 8, 16]: expected the same once divided;"
                            + " set enlarge, or choose another network");
            assertThatThrownBy(() -> enlarging.requireCellsOf(new LightMask(16)))
                    .hasMessageContaining("enlarged 2 times");
        }
    }

    private static TeacherFile teacher(String weights, int enlarge) {
        return new TeacherFile("t", weights, "", "", 1, 0.3, enlarge);
    }

    private static Tensor grey(int side) {
        var pixels = ByteBuffer.allocateDirect(side * side * 3);
        while (pixels.hasRemaining()) {
            pixels.put((byte) 90);
        }
        return Tensors.bytes(pixels.flip(), 1, side, side, 3);
    }

    private static Teaching ask(NetworkTeacher teacher, ByteBuffer pixels, int bins) throws IOException {
        var batch = new Batch(0, 0, pixels, List.of(List.of()), List.of(List.of()), List.of());
        return teacher.teach(new Question(
                batch,
                AugmentRecipe.none(64, 64),
                0,
                Tensors.bytes(pixels.duplicate(), 1, 64, 64, 3),
                Anchors.of(64, 64),
                bins,
                new Predictions(new float[2 * 84], new float[4 * 84])));
    }
}
