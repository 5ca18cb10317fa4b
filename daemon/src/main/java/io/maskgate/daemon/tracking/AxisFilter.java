package io.maskgate.daemon.tracking;

/**
 * Kalman filter of one coordinate moving at constant velocity under white acceleration noise (Bar-Shalom, Li and
 * Kirubarajan, "Estimation with Applications to Tracking and Navigation", section 6.2.2), in pixels and seconds.
 */
final class AxisFilter {
    private double position;
    private double velocity;
    private double positionVariance;
    private double covariance;
    private double velocityVariance;

    /**
     * @param positionVariance of the first measurement, px²
     * @param velocityVariance of the unknown velocity, px²/s²
     */
    AxisFilter(double position, double positionVariance, double velocityVariance) {
        this.position = position;
        this.positionVariance = positionVariance;
        this.velocityVariance = velocityVariance;
    }

    /**
     * Moves the state {@code dt} seconds ahead.
     *
     * @param noise spectral density of the acceleration, px²/s³
     */
    void predict(double dt, double noise) {
        position += velocity * dt;
        rest(dt, noise);
    }

    /** Lets {@code dt} seconds pass without moving: only what is not known grows. */
    void rest(double dt, double noise) {
        positionVariance += dt * (2 * covariance + dt * velocityVariance) + noise * dt * dt * dt / 3;
        covariance += dt * velocityVariance + noise * dt * dt / 2;
        velocityVariance += noise * dt;
    }

    /** Takes in a measurement of {@code variance} px². */
    void update(double measured, double variance) {
        double total = positionVariance + variance;
        double gain = positionVariance / total;
        double velocityGain = covariance / total;
        double residual = measured - position;
        position += gain * residual;
        velocity += velocityGain * residual;
        velocityVariance -= velocityGain * covariance;
        covariance *= 1 - gain;
        positionVariance *= 1 - gain;
    }

    /** The picture's scale changed. */
    void scale(double factor) {
        position *= factor;
        velocity *= factor;
        positionVariance *= factor * factor;
        covariance *= factor * factor;
        velocityVariance *= factor * factor;
    }

    double position() {
        return position;
    }

    double velocity() {
        return velocity;
    }

    double positionVariance() {
        return positionVariance;
    }

    double covariance() {
        return covariance;
    }

    double velocityVariance() {
        return velocityVariance;
    }
}
