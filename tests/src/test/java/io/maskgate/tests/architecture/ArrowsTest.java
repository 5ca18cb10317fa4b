package io.maskgate.tests.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import io.maskgate.daemon.camera.FaceCounts;
import java.time.Instant;

/** Rules are methods and not fields, since Surefire does not report fields. */
@AnalyzeClasses(packages = "io.maskgate", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
    private static final String HW = "io.maskgate.hw..";
    private static final String MODELS = "io.maskgate.models..";
    private static final String DAEMON = "io.maskgate.daemon..";

    private static final String TORCH = "org.bytedeco.pytorch..";
    private static final String[] FFMPEG = {
        "org.bytedeco.ffmpeg.avformat..",
        "org.bytedeco.ffmpeg.avcodec..",
        "org.bytedeco.ffmpeg.avutil..",
        "org.bytedeco.ffmpeg.swscale..",
        "org.bytedeco.ffmpeg.global.."
    };
    private static final String[] MQTT = {"org.eclipse.paho..", "io.moquette..", "io.netty.."};
    private static final String[] HTTP = {"io.helidon..", "com.sun.net.httpserver..", "java.net.http.."};

    @ArchTest
    static void theMachineKnowsNoServiceAndNoTraining(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage(HW)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DAEMON, MODELS, TORCH)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(MQTT)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(HTTP)
                .check(classes);
    }

    @ArchTest
    static void trainingKnowsNoService(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage(MODELS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DAEMON)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(MQTT)
                .check(classes);
    }

    @ArchTest
    static void theServiceKnowsNoTraining(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage(DAEMON)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MODELS, TORCH, "org.bytedeco.openblas..", "org.bytedeco.onnx..")
                .check(classes);
    }

    @ArchTest
    static void onlyTheVideoRoomTouchesFfmpeg(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.maskgate.hw.video..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FFMPEG)
                .check(classes);
    }

    @ArchTest
    static void onlyTheInferenceRoomTouchesOnnxRuntime(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.maskgate.hw.inference..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(classes);
    }

    @ArchTest
    static void onlyTheTensorRtRoomTouchesTensorRtAndCuda(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.maskgate.hw.inference.tensorrt..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco.tensorrt..", "org.bytedeco.cuda..")
                .check(classes);
    }

    @ArchTest
    static void theDetectorKnowsNoTensorRt(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage("io.maskgate.hw.inference")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.maskgate.hw.inference.tensorrt..")
                .check(classes);
    }

    /** Everything else works, and is tested, where there is no such library. */
    @ArchTest
    static void onlyTheLinkedLayerNeedsNvidiasLibraries(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage("io.maskgate.hw.inference.tensorrt..")
                .and()
                .haveNameNotMatching(
                        ".*\\.(BytedecoLayer|BytedecoEngine(\\$.*)?|Cuda|Owned(\\$.*)?|TrtCall|TrtLogger(\\$.*)?)")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..")
                .orShould()
                .accessClassesThat()
                .haveNameMatching(".*\\.(BytedecoEngine|Cuda|Owned|TrtCall|TrtLogger)")
                .check(classes);
    }

    @ArchTest
    static void onlyTheOutboxTouchesSql(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.maskgate.daemon.outbox..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
                .check(classes);
    }

    @ArchTest
    static void onlyTheMqttRoomAndTheDemonstrationTouchMqttLibraries(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.maskgate.daemon.mqtt..", "io.maskgate.daemon.demo..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MQTT)
                .check(classes);
    }

    @ArchTest
    static void onlyTheSparkplugRoomTouchesTahuAndItOnlyComputes(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.maskgate.daemon.sparkplug..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.tahu..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("io.maskgate.daemon.sparkplug..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MQTT)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..", "java.nio.file..", "java.util.concurrent..", "io.maskgate.daemon.mqtt..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .check(classes);
    }

    @ArchTest
    static void onlyTheHttpRoomTouchesTheServer(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.maskgate.daemon.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.helidon.webserver..", "io.helidon.http..")
                .check(classes);
    }

    @ArchTest
    static void trackingEventsAndRulesArePure(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.maskgate.daemon.tracking..", "io.maskgate.daemon.events..", "io.maskgate.daemon.rules..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.nio.file..",
                        "java.sql..",
                        "java.util.concurrent..",
                        "org.bytedeco..",
                        "org.eclipse..",
                        "io.helidon..",
                        "io.prometheus..",
                        "io.maskgate.hw.video..",
                        "io.maskgate.daemon.http..",
                        "io.maskgate.daemon.mqtt..",
                        "io.maskgate.daemon.outbox..")
                .orShould()
                .dependOnClassesThat(resideInAPackage("io.maskgate.daemon.camera..")
                        .and(DescribedPredicate.not(equivalentTo(FaceCounts.class)))
                        .as("are of the camera room and more than a value"))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(classes);
    }
}
