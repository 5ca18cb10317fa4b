package io.maskgate.models.net;

/**
 * What the tensors of a {@link Unit} are called.
 *
 * @param kernel of the convolution
 * @param gain of the normalisation
 * @param shift of the normalisation
 * @param mean running mean
 * @param variance running variance
 */
public record UnitNames(String kernel, String gain, String shift, String mean, String variance) {
    /** The convolution's layer: the kernel's name without {@code .weight}. */
    public String layer() {
        return kernel.substring(0, kernel.length() - ".weight".length());
    }

    /** Ours: {@code name.weight} and {@code name.bn.weight, bias, mean, var}. */
    public static UnitNames of(String name) {
        return new UnitNames(
                name + ".weight", name + ".bn.weight", name + ".bn.bias", name + ".bn.mean", name + ".bn.var");
    }

    /** PyTorch's: {@code convolution.weight} and {@code norm.weight, bias, running_mean, running_var}. */
    public static UnitNames torch(String convolution, String norm) {
        return new UnitNames(
                convolution + ".weight",
                norm + ".weight",
                norm + ".bias",
                norm + ".running_mean",
                norm + ".running_var");
    }
}
