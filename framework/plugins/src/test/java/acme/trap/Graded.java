package acme.trap;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** An annotation of the plugin's own; to read it makes its values. */
@Retention(RetentionPolicy.RUNTIME)
public @interface Graded {
    int SPRUNG = Trap.spring("annotation");

    Grade value();

    Class<?> by() default Trap.class;
}
