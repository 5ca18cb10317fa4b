package io.maskgate.daemon.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.daemon.cli.Typed;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.VideoWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probe reads box and scores from the colour: 0x14051E is x0 40, y0 10, x1 60, y1 40, scores 5/255 and 30/255. */
class DetectCommandTest {
    @TempDir
    Path folder;

    private Path picture;

    @BeforeEach
    void aPictureTwiceTheModelsSize() throws Exception {
        picture = folder.resolve("lobby.jpg");
        var rgb = new RgbPicture(128, 64);
        rgb.fill(0, 0, 128, 64, 0x14051E);
        try (var encoder = new JpegEncoder()) {
            Files.write(picture, encoder.encode(rgb, 100));
        }
    }

    @Test
    void eachFaceIsALineWithLabelScoreAndBox() {
        var typed = Typed.in("detect", "--threshold", "0.05", picture.toString());
        assertThat(typed.err()).startsWith("1 pictures, 1 faces; ").contains("probe@01234567 on onnxruntime cpu fp32");
        assertThat(typed.exit()).isZero();
        assertThat(typed.out()).matches(" +0\\.000 s  no facemask  0\\.1[0-3]\\d  \\[\\d+, \\d+, \\d+, \\d+]\n");
    }

    @Test
    void asJsonAPictureIsALine() throws Exception {
        var typed = Typed.in("detect", "--json", "--threshold", "0.05", "--model", "probe", picture.toString());
        assertThat(typed.exit()).isZero();
        assertThat(typed.out().lines()).hasSize(1);
        var node = new JsonMapper().readTree(typed.out());
        assertThat(node.path("source").asText()).isEqualTo("file:" + picture);
        assertThat(node.path("width").asInt()).isEqualTo(128);
        assertThat(node.path("model").asText()).isEqualTo("probe@01234567");
        var face = node.path("detections").path(0);
        assertThat(face.path("label").asText()).isEqualTo("no facemask");
        // In the picture everything is twice as large as in the model's 64 x 32; a JPEG is off by a level or two.
        double[] expected = {80, 20, 120, 64};
        for (int i = 0; i < 4; i++) {
            assertThat(face.path("box").path(i).asDouble()).isBetween(expected[i] - 12, expected[i] + 12);
        }
    }

    @Test
    void anAnnotatedCopyHasTheBoxAndTheOriginalStaysAsItWas() throws Exception {
        byte[] before = Files.readAllBytes(picture);
        Path copies = folder.resolve("out");
        var typed = Typed.in("detect", "--threshold", "0.05", "--annotate", copies.toString(), picture.toString());
        assertThat(typed.exit()).as(typed.err()).isZero();
        try (var list = Files.list(copies)) {
            assertThat(list).containsExactly(copies.resolve("lobby-annotated.jpg"));
        }
        var copy = ImageIO.read(copies.resolve("lobby-annotated.jpg").toFile());
        int red = 0;
        for (int y = 0; y < copy.getHeight(); y++) {
            for (int x = 0; x < copy.getWidth(); x++) {
                red += (copy.getRGB(x, y) >> 16 & 0xff) > 150 ? 1 : 0;
            }
        }
        assertThat(red).isGreaterThan(100);
        assertThat(Files.readAllBytes(picture)).isEqualTo(before);
    }

    @Test
    void aCopyIsNamedAfterThePictureWhateverItsFolderIsCalled() throws Exception {
        for (String name : List.of("door #2/left.jpg", "door #2/right.jpg", "why?/who?1.jpg")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.copy(picture, file);
            var typed = Typed.in("detect", "--annotate", folder.resolve("out").toString(), file.toString());
            assertThat(typed.exit()).as(typed.err()).isZero();
        }
        try (var list = Files.list(folder.resolve("out"))) {
            assertThat(list.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("left-annotated.jpg", "right-annotated.jpg", "who_1-annotated.jpg");
        }
    }

    /** As FFmpeg's own users number them. */
    @Test
    void copiesOfAVideoLeaveThePicturesBesideItAsTheyWere() throws Exception {
        Path clip = clip();
        Path own = Files.writeString(folder.resolve("clip-000001.jpg"), "the user's");

        var typed = Typed.in("detect", "--threshold", "0.05", "--annotate", folder.toString(), clip.toString());

        assertThat(typed.exit()).as(typed.err()).isZero();
        assertThat(own).hasContent("the user's");
        assertThat(folder.resolve("clip-annotated-000001.jpg")).exists();
    }

    /** Opening a pipe waits for who writes it, for ever; and what was read of one cannot be read again. */
    @Test
    void aPipeIsRefusedUnopened() throws Exception {
        Path pipe = folder.resolve("pipe.jpg");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        var typed = CompletableFuture.supplyAsync(
                        () -> Typed.in("detect", pipe.toString()),
                        task -> Thread.ofPlatform().daemon().start(task))
                .get(30, TimeUnit.SECONDS);
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(typed.err())
                .startsWith("maskgate detect: file:" + pipe + ": expected a regular file, found a pipe or a device;");
    }

    /** What an iPhone makes. FFmpeg opens it as a video, of which one tile alone would be seen. */
    @Test
    void aHeifPictureIsRefusedWithTheRemedy() throws Exception {
        byte[] start = "\0\0\0\u0018ftypheic".getBytes(StandardCharsets.ISO_8859_1);
        Path photo = Files.write(folder.resolve("photo.heic"), Arrays.copyOf(start, 1000));
        var typed = Typed.in("detect", "--threshold", "0.05", photo.toString(), picture.toString());
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(typed.err()).contains("photo.heic: ", "found a HEIF picture (HEIC, AVIF); convert it to JPEG");
        assertThat(typed.out()).contains("lobby.jpg");
    }

    private Path clip() throws Exception {
        Path clip = folder.resolve("clip.mp4");
        var rgb = new RgbPicture(128, 64);
        rgb.fill(0, 0, 128, 64, 0x14051E);
        try (var writer = VideoWriter.create(clip, VideoWriter.Format.mp4(128, 64, 10, 400_000))) {
            for (int i = 0; i < 5; i++) {
                writer.write(rgb);
            }
            writer.finish();
        }
        return clip;
    }

    @Test
    void aVideoIsReadToItsEndWithTheTimeOfEachPicture() throws Exception {
        Path clip = clip();
        var typed = Typed.in("detect", "--json", "--threshold", "0.05", clip.toString());
        assertThat(typed.exit()).as(typed.err()).isZero();
        var seconds = new ArrayList<Double>();
        for (String line : typed.out().lines().toList()) {
            seconds.add(new JsonMapper().readTree(line).path("seconds").asDouble());
        }
        assertThat(seconds).containsExactly(0.0, 0.1, 0.2, 0.3, 0.4);
        assertThat(Typed.in("detect", "--json", "--frames", "2", clip.toString())
                        .out()
                        .lines())
                .hasSize(2);
    }

    /** A camera's stream would be read for ever for nobody. */
    @Test
    void whatDoesNotComeOutEndsIt() {
        for (var form : List.of("--json", "--engine=cpu")) {
            var typed = Typed.onAFullDisk("detect", form, "--threshold", "0.05", picture.toString());
            assertThat(typed.exit()).as(form).isEqualTo(1);
            assertThat(typed.err())
                    .startsWith("maskgate detect: standard output: expected it to take every result")
                    .hasLineCount(1);
        }
    }

    /** Who tries a picture beforehand sees what the gateway will: its {@code model.threshold} is 0.7. */
    @Test
    void whatCountsAsAFaceIsWhatDoesAtTheGateway() {
        assertThat(Typed.in("detect", "--help").out().replaceAll("\\s+", " "))
                .contains("Least score of a face, from 0 to 1; default: 0.7.");
    }

    @Test
    void belowTheThresholdThereIsNoLine() {
        var typed = Typed.in("detect", picture.toString());
        assertThat(typed).extracting(Typed::exit, Typed::out).containsExactly(0, "");
    }

    @Test
    void whatCannotBeReadIsNamedAndTheOthersAreDone() throws Exception {
        Path text = Files.writeString(folder.resolve("text.jpg"), "not a picture");
        var typed =
                Typed.in("detect", "--threshold", "0.05", folder + "/missing.jpg", text.toString(), picture.toString());
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(typed.err()).contains("missing.jpg").contains("text.jpg");
        assertThat(typed.out()).contains("lobby.jpg").contains("no facemask");
    }

    @Test
    void aFileThatIsMissingIsTheOnlyThingSaid() {
        var typed = Typed.in("detect", folder + "/missing.jpg");
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err().lines())
                .singleElement()
                .asString()
                .startsWith("maskgate detect: ")
                .contains("missing.jpg");
    }

    @Test
    void anUnknownModelIsAnsweredWithThoseThereAre() {
        var typed = Typed.in("detect", "--model", "nonsuch", picture.toString());
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(typed.err()).startsWith("maskgate detect: model nonsuch").contains("there are probe");
    }
}
