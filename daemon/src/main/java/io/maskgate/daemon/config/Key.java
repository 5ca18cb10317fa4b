package io.maskgate.daemon.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the schema, the manual and the reader say of one key; the only source of all three. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
    /** One sentence for a person. */
    String doc();

    /** The key, where its component cannot be called so; the component's name in kebab case when empty. */
    String name() default "";

    /** Default, as it would stand in the file; a key without default that is not Optional is required. Of a list only [] is one. */
    String def() default "";

    /** Least value, in the key's own notation; of a list, the least number of entries. */
    String min() default "";

    /** Greatest value, in the key's own notation; of a list, the greatest number of entries. */
    String max() default "";

    /** Regular expression that the whole text must match. */
    String pattern() default "";

    /** The pattern in words, as it stands after "expected". */
    String expects() default "";

    /** Whether ${file:…}, ${env:…} and ${credential:…} are replaced in this text; in a Secret they always are. */
    boolean placeholders() default false;

    /** Whether messages may repeat what stands here in its place; not where a secret may have been written by mistake. */
    boolean shown() default true;
}
