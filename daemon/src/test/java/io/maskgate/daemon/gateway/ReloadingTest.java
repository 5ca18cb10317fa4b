package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.access.AccessControl;
import io.maskgate.daemon.camera.CameraChanges;
import io.maskgate.daemon.camera.ModelInUse;
import io.maskgate.daemon.camera.SecondLook;
import io.maskgate.daemon.config.ConfigFault;
import io.maskgate.daemon.config.ConfigFault.Until;
import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.SecretSources;
import io.maskgate.daemon.http.Entrance;
import io.maskgate.daemon.http.GatewayView;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.rollout.ChoiceFile;
import io.maskgate.daemon.rollout.Criteria;
import io.maskgate.daemon.rollout.ModelChoice;
import io.maskgate.daemon.rollout.ModelParts;
import io.maskgate.daemon.rollout.Models;
import io.maskgate.daemon.rollout.Stage;
import io.maskgate.daemon.systemd.ServiceManager;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.tensorrt.Engines;
import io.maskgate.hw.video.VideoException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reload that changes cameras and model is taken as a whole or not at all. */
class ReloadingTest {
    private static final String RESTART =
            "; a restart takes the file if what is missing is given to the service by then, and fails if not";

    @TempDir
    Path folder;

    private final GatewayMetrics metrics = new GatewayMetrics();
    private GatewayConfig before;
    private GatewayConfig after;
    private Models models;
    private Reloading reloading;

    /** What stands in the way of the cameras' change. */
    private Reloading.Cameras cameras =
            _ -> new CameraChanges(List.of(), List.of(), List.of("lobby"), List.of(), List.of());

    @BeforeEach
    void aGatewayThatIsAskedForAnotherCameraAndAnotherModel() throws Exception {
        before = Site.config(folder, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/x");
        after = Site.config(
                folder, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/y", "127.0.0.1:0", "model:\n  threads: 2");
        var zoo = Site.surroundings().zoo();
        var looking = new ModelParts.Cameras() {
            @Override
            public void use(ModelInUse model) {}

            @Override
            public void compare(Optional<SecondLook> second) {}
        };
        var parts = new ModelParts(
                zoo,
                new EngineLoader(zoo, Engines.ofThisHost(), InferenceOptions.defaults(), folder),
                looking,
                new ChoiceFile(folder.resolve("model.json")),
                false,
                () -> 0.5,
                Clock.systemUTC(),
                System::nanoTime,
                () -> {});
        models = Models.start(
                parts,
                ModelChoice.of(before.model()),
                Criteria.of(before.model().rollout()));
        var access = new AccessControl(before.web().access(), System::nanoTime, new SecureRandom());
        reloading = new Reloading(
                before,
                asked -> cameras.change(asked),
                models,
                new Entrance(access, Optional.empty()),
                new ServiceManager(Map.of()),
                metrics,
                Clock.systemUTC());
    }

    @AfterEach
    void close() throws InterruptedException {
        models.close();
    }

    private GatewayConfig reload() throws InterruptedException {
        return reloading.reload(() -> new ConfigResult.Valid(after, List.of(), List.of()));
    }

    private String told() {
        return reloading.last().map(GatewayView.Reload::detail).orElseThrow();
    }

    @Test
    void withoutRoomForTheCamerasTheModelStaysTooAndBothAreTakenOnceThereIs() throws Exception {
        var room = cameras;
        cameras = _ -> {
            throw new OutOfMemoryError("Cannot reserve 737280 bytes of direct buffer memory");
        };
        assertThat(reload()).isEqualTo(before);
        assertThat(models.rollout().stage()).isEqualTo(Stage.IDLE);
        assertThat(told())
                .isEqualTo(
                        "no room for the pictures of 1 cameras (Cannot reserve 737280 bytes of direct buffer memory);"
                                + " configure fewer cameras or a smaller model, or raise the limits in jvm.options");
        assertThat(reloading.last().orElseThrow().ok()).isFalse();
        assertThat(metrics.configReloads.labelValues("memory").get()).isEqualTo(1);

        cameras = room;
        assertThat(reload()).isEqualTo(after);
        assertThat(models.rollout().stage()).isNotEqualTo(Stage.IDLE);
        assertThat(told()).contains("lobby", "model.threads changed", "is loaded and checked");
        assertThat(metrics.configReloads.labelValues("applied").get()).isEqualTo(1);
    }

    @Test
    void aFileWithFaultsIsToBeMendedBeforeTheNextStartUnlessAllOfThemMayPass() throws Exception {
        var file = Path.of("/etc/maskgate/maskgate.yaml");
        var missing =
                new ConfigFault(file, 4, "mqtt.password", "a readable file /mnt/pw", "nothing there", "", Until.LATER);
        var unknown = new ConfigFault(file, 7, "colour", "a key of this section", "colour", "", Until.MENDED);

        reloading.reload(() -> new ConfigResult.Faulty(List.of(missing, unknown)));
        assertThat(told())
                .isEqualTo("2 faults in the file, the first: /etc/maskgate/maskgate.yaml:4: mqtt.password: expected a"
                        + " readable file /mnt/pw, found nothing there; mend it before the next start, which would fail"
                        + " of it");

        reloading.reload(() -> new ConfigResult.Faulty(List.of(missing)));
        assertThat(told()).endsWith("found nothing there; a start would wait until that is over");
    }

    /** Whoever is told not to restart looks for a fault in the file, which has none. */
    @ParameterizedTest
    @ValueSource(strings = {"${credential:entrance}", "${env:ENTRANCE}"})
    void aFileThatLacksButWhatAStartIsGivenIsTakenByARestart(String placeholder) throws Exception {
        var file = Files.writeString(
                folder.resolve("maskgate.yaml"), """
                gateway: g1
                mqtt:
                  url: mqtt://broker
                  password: ${file:%s}
                cameras:
                  - id: entrance
                    url: rtsp://u:%s@192.0.2.1/s
                """.formatted(folder.resolve("password"), placeholder));
        var secrets = new SecretSources(Map.of("CREDENTIALS_DIRECTORY", folder.toString()));

        reloading.reload(() -> ConfigReader.readToRun(file, secrets));
        assertThat(told()).startsWith("2 faults in the file").endsWith(RESTART);

        Files.writeString(folder.resolve("password"), "secret");
        reloading.reload(() -> ConfigReader.readToRun(file, secrets));
        assertThat(told())
                .startsWith("1 faults in the file")
                .contains("restart the service, which is given its ")
                .endsWith(RESTART);

        Files.writeString(file, "colour: red\n", StandardOpenOption.APPEND);
        reloading.reload(() -> ConfigReader.readToRun(file, secrets));
        assertThat(told()).startsWith("2 faults in the file").endsWith("would fail of it");
    }

    @Test
    void anAddressThatCannotBeUsedLeavesTheModelToo() throws Exception {
        cameras = _ -> {
            throw new VideoException(
                    VideoException.Reason.NOT_FOUND, "camera lobby: expected an address, found another");
        };
        assertThat(reload()).isEqualTo(before);
        assertThat(models.rollout().stage()).isEqualTo(Stage.IDLE);
        assertThat(told())
                .isEqualTo("camera lobby: expected an address, found another"
                        + "; mend it before the next start, which would fail of it");
        assertThat(metrics.configReloads.labelValues("faulty").get()).isEqualTo(1);
    }
}
