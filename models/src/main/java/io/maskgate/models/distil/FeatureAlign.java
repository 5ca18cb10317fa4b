package io.maskgate.models.distil;

import io.maskgate.models.net.Cost;
import io.maskgate.models.net.ParameterSpec;
import io.maskgate.models.torch.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Makes maps comparable, as DAMO-YOLO does (arXiv:2211.15444, section 2.5): the student's goes through a learnt 1x1
 * convolution with bias to the teacher's channels, then both through batch normalisation without affine parameters, each by
 * its own statistics of the batch.
 *
 * @param parameters of the convolutions, see {@link #specs}
 */
record FeatureAlign(ParameterStore parameters, String name) {
    private static final double EPSILON = 1e-5;

    /**
     * The parameters of the convolutions of one teacher, {@code name.level.weight} {@code [Ct,Cs,1,1]} and {@code .bias}.
     *
     * @param student channels by level
     * @param teacher channels by level
     */
    static List<ParameterSpec> specs(String name, List<Integer> student, List<Integer> teacher) {
        var specs = new ArrayList<ParameterSpec>();
        for (int i = 0; i < student.size(); i++) {
            int in = student.get(i);
            int out = teacher.get(i);
            var initial = new ParameterSpec.Initial(0, (float) Math.sqrt(1.0 / in));
            specs.add(new ParameterSpec(name + "." + i + ".weight", List.of(out, in, 1, 1), true, true, initial));
            specs.add(new ParameterSpec(
                    name + "." + i + ".bias", List.of(out), true, false, new ParameterSpec.Initial(0, 0)));
        }
        return specs;
    }

    static ParameterStore store(List<ParameterSpec> specs, long seed) {
        long size = specs.stream().mapToLong(ParameterSpec::size).sum();
        return new ParameterStore(new Cost(specs, size, 0), seed);
    }

    /** A student's map of a level, float32 {@code [N,Cs,H,W]} to {@code [N,Ct,H,W]}. */
    Tensor student(int level, Tensor map) {
        String key = name + "." + level;
        var one = new long[] {1, 1};
        return normalise(torch.conv2d(
                map,
                parameters.get(key + ".weight"),
                new TensorOptional(parameters.get(key + ".bias")),
                one,
                new long[] {0, 0},
                one,
                1));
    }

    /** A teacher's map, the same shape. */
    static Tensor teacher(Tensor map) {
        return normalise(map);
    }

    private static Tensor normalise(Tensor map) {
        return torch.batch_norm(
                map,
                new TensorOptional(),
                new TensorOptional(),
                new TensorOptional(),
                new TensorOptional(),
                true,
                0,
                EPSILON,
                false);
    }
}
