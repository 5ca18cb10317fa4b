package io.maskgate.daemon.cli.doctor;

import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.ZooModel;
import io.maskgate.hw.inference.tensorrt.EngineOwner;
import io.maskgate.hw.inference.tensorrt.EngineWish;
import io.maskgate.hw.inference.tensorrt.Engines;
import io.maskgate.hw.inference.tensorrt.Gpu;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * TensorRT: whether it is here, and one picture through the engine that lies in the cache. None is built: that takes
 * minutes.
 *
 * @param cache folder of built engines
 * @param unit of the service that is to use them, if one does
 * @param nvidia whether there is anything of NVIDIA's here, usable or not
 */
record TensorRtCheck(
        Engines engines,
        Supplier<ZooModel> model,
        EngineWish wish,
        Path cache,
        Optional<ServiceUnit> unit,
        BooleanSupplier nvidia) {
    private static final String MISSING =
            "what is only missing in the cache the daemon builds by itself, in minutes; or do it now, as its user: ";
    private static final String LINK = "sudo mkdir -p /etc/systemd/system/maskgate.service.d && sudo ln -sb %s"
            + " /etc/systemd/system/maskgate.service.d/gpu.conf%s, then sudo systemctl daemon-reload && sudo systemctl"
            + " restart maskgate";

    Finding look() {
        return look(engines.probe());
    }

    Finding look(Gpu found) {
        return switch (found) {
            case Gpu.Absent absent
            when wish.kind() == EngineWish.Kind.TENSORRT ->
                Finding.failed(absent.reason(), absent.remedy() + "; or set model.engine to auto");
            case Gpu.Absent absent
            when wish.kind() == EngineWish.Kind.AUTO && nvidia.getAsBoolean() ->
                Finding.warning("the processor serves: " + absent.reason(), absent.remedy());
            case Gpu.Absent absent -> Finding.ok("the processor serves: " + absent.text());
            case Gpu.Present gpu
            when wish.kind() == EngineWish.Kind.CPU -> Finding.ok(gpu.text() + "; not used: model.engine is cpu");
            case Gpu.Present gpu ->
                unit.flatMap(ServiceUnit::hidesDevices)
                        .map(setting -> hidden(gpu, setting))
                        .orElseGet(() -> withDropIn(run(gpu)));
        };
    }

    /** What runs here says nothing of a service whose drop-in was made for an earlier driver or system. */
    private Finding withDropIn(Finding found) {
        return unit.flatMap(ServiceUnit::faultOfGpuConf)
                .map(fault -> Finding.warning(
                        found.text() + "; the service may not see it: " + fault,
                        link() + (found.remedy().isEmpty() ? "" : "; " + found.remedy())))
                .orElse(found);
    }

    private String link() {
        return unit.flatMap(ServiceUnit::gpuConf)
                .map(file -> LINK.formatted(file, ""))
                .orElseGet(() -> LINK.formatted(
                        "/usr/share/maskgate/gpu.conf", " (in the tar.gz: /opt/maskgate/systemd/gpu.conf)"));
    }

    /** An engine that runs here, by hands that see the GPU, says nothing of the service. */
    private Finding hidden(Gpu.Present gpu, String setting) {
        String text = gpu.text() + "; the service does not see it (" + setting + ")"
                + unit.flatMap(ServiceUnit::faultOfGpuConf)
                        .map(fault -> "; " + fault)
                        .orElse("");
        return wish.kind() == EngineWish.Kind.TENSORRT
                ? Finding.failed(text, link() + "; or set model.engine to auto")
                : Finding.warning(text, link() + "; or set model.engine to cpu");
    }

    private Finding run(Gpu.Present gpu) {
        ZooModel zooModel;
        try {
            zooModel = model.get();
        } catch (InferenceException e) {
            return Finding.ok(gpu.text() + "; no picture was run: the model cannot be used");
        }
        return EngineOwner.otherThanRoot(cache)
                .map(owner -> lying(gpu, zooModel, owner))
                .orElseGet(() -> run(gpu, zooModel));
    }

    /** Without loading it. */
    Finding lying(Gpu.Present gpu, ZooModel zooModel, String owner) {
        try {
            var precision = engines.lying(gpu, zooModel, wish, cache);
            return Finding.ok(gpu.text() + "; tensorrt " + precision.text() + " lies in " + cache
                    + " and was not run, since that is " + owner
                    + "'s, and root loads what its own user wrote; this does: "
                    + EngineOwner.build(owner, zooModel, Optional.of(precision), cache));
        } catch (InferenceException e) {
            return Finding.warning(
                    gpu.text() + "; the processor serves: " + e.getMessage(),
                    MISSING + EngineOwner.build(owner, zooModel, wish.precision(), cache));
        }
    }

    private Finding run(Gpu.Present gpu, ZooModel zooModel) {
        // What lies in the cache is enough even where TensorRT is asked for: building takes longer than a doctor may.
        var cached = new EngineWish(EngineWish.Kind.AUTO, wish.precision());
        var options = InferenceOptions.defaults().withMaxBatch(1);
        try (var detector = engines.openNow(zooModel, cached, options, cache, _ -> {});
                var input = new InputPool(
                                1, detector.model().width(), detector.model().height())
                        .acquire()
                        .orElseThrow()) {
            long start = System.nanoTime();
            detector.detect(List.of(input), 0.5f);
            return judge(gpu.text(), detector.status(), (System.nanoTime() - start) / 1e6);
        }
    }

    static Finding judge(String gpu, EngineStatus status, double millis) {
        if (status.state() == EngineStatus.State.ACCELERATED) {
            return Finding.ok(String.format(
                    Locale.ROOT,
                    "%s; %s agrees with the processor, %.1f ms for a picture",
                    gpu,
                    status.serving(),
                    millis));
        }
        return Finding.warning(gpu + "; the processor serves: " + status.detail(), MISSING + "maskgate engine build");
    }
}
