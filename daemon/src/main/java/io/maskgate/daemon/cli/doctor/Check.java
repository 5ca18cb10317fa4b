package io.maskgate.daemon.cli.doctor;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * One check.
 *
 * @param deadline after which it counts as failed
 * @param work may throw; the exception's message is then the finding
 */
record Check(String name, Duration deadline, Callable<Finding> work) {}
