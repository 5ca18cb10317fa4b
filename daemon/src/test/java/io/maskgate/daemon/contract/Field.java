package io.maskgate.daemon.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A key of a JSON message. The key is the component's name in snake case. An {@code Optional} may be absent; what is
 * {@code @Nullable} is there and may be null.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Field {
    /** Meaning and unit. */
    String doc();

    /** The key where it is not the component's name. */
    String name() default "";

    /** The only text there may be. */
    String constant() default "";

    /** Least number. */
    double min() default Double.NEGATIVE_INFINITY;

    /** Greatest number. */
    double max() default Double.POSITIVE_INFINITY;

    /** The text matches it. */
    String pattern() default "";

    /** How many entries a list has; any number when negative. */
    int items() default -1;
}
