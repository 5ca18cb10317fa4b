package io.maskgate.models.teacher;

import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.calibrate.CalibratedWeights;
import io.maskgate.models.distil.Distiller;
import io.maskgate.models.distil.TeacherFile;
import io.maskgate.models.distil.Teaching;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Anchors;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.Network;
import io.maskgate.models.torch.ParameterStore;
import io.maskgate.models.torch.Tensors;
import io.maskgate.models.torch.TorchBackend;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A network of our own as a teacher: it shows its maps as well. Owns its parameters. */
public final class NetworkTeacher implements Teacher {
    private static final String CLASSES = "classes";
    private static final String SIDES = "sides";
    private static final String AS_TRAINED = "+as trained";

    private final TeacherFile file;
    private final boolean boxes;
    private final boolean maps;
    private final ScalarType type;
    private final Network network;
    private final Cost cost;
    private final ParameterStore parameters;
    private final Answers answers;
    private final String sha256;
    private final String digest;

    /** A teacher's weights as they were trained, and the network they are of. */
    record Trained(Network network, Safetensors weights) {
        /** @throws IllegalArgumentException naming each tensor of the file that is missing, extra or of another shape */
        static Trained read(TeacherFile file) throws IOException {
            var path = Path.of(file.weights());
            try {
                var weights = CalibratedWeights.asTrained(Safetensors.read(path));
                return new Trained(Architectures.of(weights), weights);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("teacher " + file.name() + ": " + path + ": " + e.getMessage(), e);
            }
        }
    }

    /** What of an answer is wanted. */
    record Wanted(boolean boxes, boolean maps) {}

    /**
     * @param type of its activations
     * @throws IllegalArgumentException naming each tensor of the file that is missing, extra or of another shape
     */
    NetworkTeacher(TeacherFile file, Wanted wanted, ScalarType type, Folders folders) throws IOException {
        this.file = file;
        this.boxes = wanted.boxes;
        this.maps = wanted.maps;
        this.type = type;
        var path = Path.of(file.weights());
        var trained = Trained.read(file);
        network = trained.network;
        cost = Cost.of(network, 320, 320);
        parameters = new ParameterStore(cost, 0);
        parameters.load(trained.weights.values());
        sha256 = Sha256.of(path);
        String enlarged = file.enlarge() == 1 ? "" : "+x" + file.enlarge();
        digest = sha256 + AS_TRAINED + enlarged;
        answers = folders.answers(file.name(), sha256 + AS_TRAINED + "+" + type + enlarged);
    }

    /**
     * What it finds in pictures.
     *
     * @param bytes uint8 {@code [N,H,W,3]}
     */
    public Predictions predict(Tensor bytes) {
        try (var _ = new NoGradGuard()) {
            var flat = Predictions.flatten(see(bytes));
            return Predictions.of(flat, anchors((int) bytes.size(2), (int) bytes.size(1)), network.bins());
        }
    }

    private Anchors anchors(int width, int height) {
        return anchors(file, network, width, height);
    }

    /** A teacher's anchors in the pixels of a view. */
    private static Anchors anchors(TeacherFile file, Network network, int width, int height) {
        return network.anchors(file.enlarge() * width, file.enlarge() * height).reducedBy(file.enlarge());
    }

    /** @throws IllegalArgumentException when its cells and a student's are not the same */
    void requireCellsOf(Network student) {
        requireCells(file, network, student);
    }

    /**
     * Whether a network can teach a student, before there need be weights of it.
     *
     * @param file how it is to teach
     * @throws IllegalArgumentException when the cells of both are not the same
     */
    public static void requireCells(TeacherFile file, Network network, Network student) {
        int side = Network.STEP;
        var own = anchors(file, network, side, side);
        var others = student.anchors(side, side);
        if (!Arrays.equals(own.stride(), others.stride())) {
            throw new IllegalArgumentException(
                    "teacher " + file.name() + " (" + network.architecture() + ") has strides "
                            + network.strides() + " and sees views enlarged " + file.enlarge() + " times, the student ("
                            + student.architecture() + ") has strides " + student.strides()
                            + ": expected the same once divided; set enlarge, or choose another network");
        }
    }

    private List<Network.Level<Tensor>> see(Tensor bytes) {
        var backend = new TorchBackend(parameters, false, type);
        return network.forward(backend, backend.image(file.enlarge() == 1 ? bytes : enlarged(bytes)));
    }

    /** In bytes, as a camera would deliver it: libtorch enlarges these four times faster than numbers with a point. */
    private Tensor enlarged(Tensor bytes) {
        long[] size = {file.enlarge() * bytes.size(1), file.enlarge() * bytes.size(2)};
        return torch.upsample_bilinear2d(
                        bytes.permute(0, 3, 1, 2), size, false, new DoubleOptional(), new DoubleOptional())
                .permute(0, 2, 3, 1);
    }

    @Override
    public Distiller.Source source() {
        return new Distiller.Source(file.name(), file.share(), Cost.featureChannels(network));
    }

    /** Maps are not kept, since they are many times larger than all else: for them it is asked every time. */
    @Override
    public Teaching teach(Question question) throws IOException {
        if (maps) {
            return teaching(question, answers.unkept(() -> ask(question)));
        }
        var key = new Answers.Key(
                question.views(), question.epoch(), question.batch().index());
        var needed = boxes ? Set.of(CLASSES, SIDES) : Set.of(CLASSES);
        var answer = answers.get(key, needed, () -> kept(ask(question)));
        var sides = boxes ? Optional.of(tensor(answer, SIDES)) : Optional.<Tensor>empty();
        return teaching(question, new Answer(tensor(answer, CLASSES), sides, List.of()));
    }

    /** On its own grid, so that a kept answer does not depend on who asked. */
    private record Answer(Tensor classes, Optional<Tensor> sides, List<Tensor> features) {}

    private Answer ask(Question question) {
        try (var _ = new NoGradGuard()) {
            var levels = see(question.bytes());
            var flat = Predictions.flatten(levels);
            var features = new ArrayList<Tensor>();
            if (maps) {
                levels.forEach(level -> features.add(level.feature().to(ScalarType.Float)));
            }
            return new Answer(flat.classes(), boxes ? Optional.of(flat.sides()) : Optional.empty(), features);
        }
    }

    private Teaching teaching(Question question, Answer answer) {
        var views = question.views();
        var grid = new SideGrid(anchors(views.width(), views.height()), network.bins());
        return new Teaching(
                answer.classes,
                torch.sigmoid(answer.classes.amax(new long[] {2}, false)),
                answer.sides.map(sides -> grid.to(question.anchors(), question.bins(), sides)),
                !grid.keeps(question.anchors(), question.bins()),
                answer.features);
    }

    private static Map<String, Safetensors.Entry> kept(Answer answer) {
        var entries = new LinkedHashMap<String, Safetensors.Entry>();
        entries.put(CLASSES, entry(answer.classes));
        answer.sides.ifPresent(sides -> entries.put(SIDES, entry(sides)));
        return entries;
    }

    private static Safetensors.Entry entry(Tensor tensor) {
        var shape = new ArrayList<Integer>();
        for (long size : tensor.sizes().vec().get()) {
            shape.add((int) size);
        }
        return new Safetensors.Entry(shape, Tensors.toFloats(tensor));
    }

    private static Tensor tensor(Map<String, Safetensors.Entry> answer, String name) {
        var entry = answer.get(name);
        if (entry == null) {
            throw new IllegalStateException("an answer without " + name);
        }
        return Tensors.floats(
                entry.values(),
                entry.shape().stream().mapToLong(Integer::longValue).toArray());
    }

    @Override
    public String sha256() {
        return sha256;
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public long bytes() {
        return 4 * cost.parameters();
    }

    @Override
    public Optional<Long> parameters() {
        return Optional.of(cost.parameters());
    }

    @Override
    public Counts counts() {
        return answers.counts();
    }

    @Override
    public void close() {
        parameters.close();
    }
}
