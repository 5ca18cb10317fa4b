/**
 * The one YAML file, bound strictly to records.
 *
 * <p>Rule: nothing starts from a configuration that has a fault; all faults are reported at once, with file, line, key,
 * what was expected and what was found. Secrets live in {@link io.maskgate.daemon.config.Secret} and are never printed.
 */
@NullMarked
package io.maskgate.daemon.config;

import org.jspecify.annotations.NullMarked;
