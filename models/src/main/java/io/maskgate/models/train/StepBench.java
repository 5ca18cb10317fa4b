package io.maskgate.models.train;

import io.maskgate.models.data.Face;
import io.maskgate.models.loss.HardLoss;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.Network;
import io.maskgate.models.torch.ParameterStore;
import io.maskgate.models.torch.Tensors;
import io.maskgate.models.torch.TorchBackend;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Measures a training step in the number formats and memory orders there are, on noise. The variants take turns, so that
 * whatever else the machine does hits all of them alike: compare within one run only.
 */
public final class StepBench implements AutoCloseable {
    private static final int WARM_UP = 2;

    private final Recipe recipe;
    private final Network network;
    private final int width;
    private final int height;
    private final ParameterStore parameters;
    private final AdamW optimiser;
    private final HardLoss loss;
    private final List<List<Face>> faces = new ArrayList<>();
    private final List<List<Face>> ignored = new ArrayList<>();
    private final ByteBuffer pixels;

    /**
     * A variant's median.
     *
     * @param name as {@code bfloat16, channels last}
     * @param seconds of a whole step: forward, assignment, loss, backward, optimiser
     */
    public record Result(String name, double seconds) {}

    private record Variant(String name, ScalarType type, boolean channelsLast) {}

    /** @param recipe batch, threads and, of its first phase, the input size */
    public StepBench(Recipe recipe, Network network) {
        this.recipe = recipe;
        this.network = network;
        width = recipe.phase(0).augment().width();
        height = recipe.phase(0).augment().height();
        torch.set_num_threads(recipe.threads());
        parameters = new ParameterStore(Cost.of(network, width, height), recipe.seed());
        optimiser = new AdamW(
                parameters, recipe.optimiser().weightDecay(), recipe.optimiser().maxNorm());
        loss = HardLoss.of(network, width, height, recipe.loss());
        pixels = ByteBuffer.allocateDirect(recipe.batch() * width * height * 3);
        var noise = new byte[pixels.capacity()];
        new Random(recipe.seed()).nextBytes(noise);
        pixels.put(noise).flip();
        for (int i = 0; i < recipe.batch(); i++) {
            faces.add(List.of(
                    new Face(0, 0, width / 4f, height / 4f, 0), new Face(width / 2f, height / 2f, width, height, 1)));
            ignored.add(List.of());
        }
    }

    /**
     * Runs it.
     *
     * @param rounds steps measured of each variant
     * @param progress is told how many rounds are done
     * @return in a fixed order, plain float32 first
     */
    public List<Result> run(int rounds, IntConsumer progress) {
        var variants = List.of(
                new Variant("float32, channels first", ScalarType.Float, false),
                new Variant("float32, channels last", ScalarType.Float, true),
                new Variant("bfloat16, channels first", ScalarType.BFloat16, false),
                new Variant("bfloat16, channels last", ScalarType.BFloat16, true));
        var seconds = new double[variants.size()][rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int v = 0; v < variants.size(); v++) {
                long start = System.nanoTime();
                step(variants.get(v));
                seconds[v][Math.max(round, 0)] = (System.nanoTime() - start) / 1e9;
            }
            progress.accept(Math.max(round + 1, 0));
        }
        var results = new ArrayList<Result>();
        for (int v = 0; v < variants.size(); v++) {
            Arrays.sort(seconds[v]);
            results.add(new Result(variants.get(v).name, seconds[v][rounds / 2]));
        }
        return results;
    }

    private void step(Variant variant) {
        try (var _ = new PointerScope()) {
            var backend = new TorchBackend(parameters, true, variant.type);
            var image = backend.image(Tensors.bytes(pixels, recipe.batch(), height, width, 3));
            var input = variant.channelsLast ? image : image.contiguous();
            var flat = Predictions.flatten(network.forward(backend, input));
            loss.of(flat, faces, ignored).total().backward();
            optimiser.step(1e-5);
        }
    }

    @Override
    public void close() {
        optimiser.close();
        parameters.close();
    }
}
