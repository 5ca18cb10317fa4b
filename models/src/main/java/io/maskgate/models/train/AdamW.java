package io.maskgate.models.train;

import io.maskgate.models.torch.ParameterStore;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Adam with decoupled weight decay (arXiv:1711.05101, algorithm 2), over the store's flat tensors; decay touches
 * convolution kernels only. The gradient's norm is cut to {@code maxNorm} first.
 */
final class AdamW implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final ParameterStore parameters;
    private final double decay;
    private final double maxNorm;
    private final Tensor mean;
    private final Tensor square;
    private long step;

    AdamW(ParameterStore parameters, double decay, double maxNorm) {
        this.parameters = parameters;
        this.decay = decay;
        this.maxNorm = maxNorm;
        try (var _ = new PointerScope()) {
            mean = torch.zeros_like(parameters.trainable()).retainReference();
            square = torch.zeros_like(parameters.trainable()).retainReference();
        }
    }

    /**
     * One step with the gradient the store holds, which is zeroed.
     *
     * @return the gradient's norm before cutting; not finite when the loss was not
     */
    double step(double learningRate) {
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            var gradient = parameters.gradient();
            double norm = gradient.norm().item_double();
            if (Double.isFinite(norm)) {
                if (norm > maxNorm) {
                    gradient.mul_(new Scalar(maxNorm / norm));
                }
                update(gradient, learningRate);
            }
            gradient.zero_();
            return norm;
        }
    }

    private void update(Tensor gradient, double learningRate) {
        step++;
        var values = parameters.trainable();
        values.sub_(torch.mul(values, parameters.decayMask()), new Scalar(learningRate * decay));
        mean.lerp_(gradient, new Scalar(1 - BETA1));
        square.mul_(new Scalar(BETA2)).addcmul_(gradient, gradient, new Scalar(1 - BETA2));
        double bias1 = 1 - Math.pow(BETA1, step);
        double bias2 = 1 - Math.pow(BETA2, step);
        var denominator = torch.sqrt(square).div_(new Scalar(Math.sqrt(bias2))).add_(new Scalar(EPSILON));
        values.addcdiv_(mean, denominator, new Scalar(-learningRate / bias1));
    }

    Tensor mean() {
        return mean;
    }

    Tensor square() {
        return square;
    }

    long steps() {
        return step;
    }

    void steps(long done) {
        step = done;
    }

    @Override
    public void close() {
        mean.releaseReference();
        square.releaseReference();
    }
}
