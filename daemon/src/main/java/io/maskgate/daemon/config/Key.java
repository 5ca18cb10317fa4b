package io.maskgate.daemon.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the schema, the manual and the binder say of one key. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
    /** One sentence for a person. */
    String doc() default "";

    /** Default, as it would stand in the file; a key without default that is not Optional is required. */
    String def() default "";

    /** Least value, in the key's own notation. */
    String min() default "";

    /** Greatest value, in the key's own notation. */
    String max() default "";
}
