package dev.gantry.api.task;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How often and how soon a failed attempt is repeated. The wait doubles from attempt to attempt, up
 * to the upper limit, and is spread at random by half of itself, so that many failing runs do not
 * come back at one instant. Attempts that were stopped by Gantry itself (shutdown, crash, swap) are
 * not counted.
 *
 * <pre>{@code
 * @Retry(attempts = 5, backoff = "PT1S..PT1M", unless = Rejected.class, within = "PT1H")
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({})
public @interface Retry {

    /** Attempts in all, the first included; from 1 to 1000. */
    int attempts();

    /** First and largest wait, as two ISO-8601 durations: {@code "PT1S..PT1M"}. */
    String backoff() default "PT1S..PT5M";

    /** Exceptions after which another attempt is pointless; subclasses included. */
    Class<? extends Throwable>[] unless() default {};

    /**
     * When this much time has passed since the first attempt began, no further one does: an
     * ISO-8601 duration, or empty for no limit.
     */
    String within() default "";
}
