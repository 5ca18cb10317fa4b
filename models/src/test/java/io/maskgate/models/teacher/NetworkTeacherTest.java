package io.maskgate.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.models.data.AugmentRecipe;
import io.maskgate.models.data.Batch;
import io.maskgate.models.distil.TeacherFile;
import io.maskgate.models.distil.Teaching;
import io.maskgate.models.fixtures.Distilling;
import io.maskgate.models.fixtures.TestPictures;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Anchors;
import io.maskgate.models.torch.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A LightMask of 16 bins looks at one view of 64 x 64: 84 anchors. */
class NetworkTeacherTest {
    @TempDir
    private Path folder;

    @Test
    void studentsOfItsOwnGridGetDistributionsAndOthersDistancesFromTheSameKeptAnswer() throws IOException {
        var file = new TeacherFile("t", Distilling.network(folder).toString(), "", "", 1, 0.3);
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
