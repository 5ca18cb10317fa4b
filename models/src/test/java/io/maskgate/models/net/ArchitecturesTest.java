package io.maskgate.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitecturesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "zoo/lightmask-320",
                "zoo/lightmask-448x256",
                "zoo/lightmask-640x384",
                "zoo/lightmask-896x512-wide",
                "teachers/damoyolo-t-320"
            })
    void theFilesOfTheRepositoryFitWhatTheyName(String folder) throws IOException {
        var weights = Safetensors.read(Path.of(folder, "weights.safetensors"));
        assertThat(Architectures.of(weights).architecture())
                .isEqualTo(weights.metadata().get("architecture"));
        assertThatThrownBy(() -> Architectures.of(new Safetensors(weights.metadata(), Map.of())))
                .hasMessageContaining("weights do not fit the network: missing");
    }

    @Test
    void aNetworkIsFoundAgainByItsName() {
        assertThat(Architectures.named("lightmask-n48")).isEqualTo(new LightMask(48));
        var narrow = new LightMask(LightMaskWidths.scaled(0.5));
        assertThat(narrow.architecture())
                .isEqualTo("lightmask-w8.16.32.64.64.64.128.128.128.128.128.64.128"
                        + ".32.32.32.32.32.32.32.32.32.32.32.32.32");
        assertThat(Architectures.named(narrow.architecture())).isEqualTo(narrow);
        var fine = new FineLightMask(FineWidths.of(LightMaskWidths.scaled(0.5)));
        assertThat(fine.architecture()).startsWith("lightmask-fine-w8.16.32.");
        assertThat(Architectures.named(fine.architecture())).isEqualTo(fine);
        assertThat(Architectures.students())
                .allSatisfy(student ->
                        assertThat(Architectures.named(student.architecture())).isEqualTo(student));
    }

    @Test
    void theWidthsOfTheUsualNetworkHaveItsShortName() {
        assertThat(new LightMask(LightMaskWidths.scaled(1))).isEqualTo(LightMask.standard());
        assertThat(LightMask.standard().architecture()).isEqualTo("lightmask-n64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "lightmask", "lightmask-n", "lightmask-n0", "lightmask-n64x", "yolov8n", "lightmask-w8.-1"})
    void anUnknownNameIsRefusedWithExamples(String name) {
        assertThatThrownBy(() -> Architectures.named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "architecture is '" + name + "', expected one of lightmask-n<neck channels>, "
                                + "lightmask-fine-n<neck channels>, mobilenetv3-small-n<neck channels>, shufflenetv2-n<neck channels>, "
                                + "yolov4-tiny-n<neck channels>, lightmask-w or lightmask-fine-w with every width, or damoyolo-<t|s|m|ns|nl>");
    }

    @Test
    void theFinestLevelOfAFineNetworkHasHalfTheNecksChannels() {
        var fine = (FineLightMask) Architectures.named("lightmask-fine-n25");
        assertThat(fine.architecture()).isEqualTo("lightmask-fine-n25");
        assertThat(fine.widths().down2()).isEqualTo(12);
        assertThat(fine.widths().towers()).containsExactly(12, 12, 25, 25, 25, 25);
    }

    @Test
    void widthsOfAnotherCountAreRefused() {
        assertThatThrownBy(() -> Architectures.named("lightmask-w8.16"))
                .hasMessage("widths of LightMask: expected 26 numbers of 1 to 4096, found [8, 16]");
        assertThatThrownBy(() -> Architectures.named("lightmask-fine-w8.16"))
                .hasMessage("widths of LightMask: expected 26 numbers of 1 to 4096, found [8, 16]");
    }
}
