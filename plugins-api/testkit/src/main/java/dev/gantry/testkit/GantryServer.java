package dev.gantry.testkit;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Boots a real Gantry before the tests of a class, with the plugin under test in it, and stops it
 * after them. It has a home of its own, which is deleted afterwards, and a free port of this
 * machine. Its tests have {@link Gantry} as a parameter.
 *
 * <pre>{@code
 * @GantryServer
 * class GreetIT {
 *     @Test
 *     void greets(Gantry gantry) throws Exception {
 *         FinishedRun run = gantry.run("hello.greet", Map.of("name", "Ada"));
 *         assertThat(run).succeeded().output(new Greet.Greeting("Hello, Ada"));
 *     }
 * }
 * }</pre>
 *
 * <p>The plugin under test is what is on the class path of the test with a manifest that offers
 * something: {@code target/classes} after a build, or a JAR.
 *
 * <p>Gantry itself is found by the system property {@code gantry.installation}, else by the
 * environment variable {@code GANTRY_HOME}, else by the command {@code gantry} on the {@code PATH}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(GantryServerExtension.class)
public @interface GantryServer {

    /** JARs of further plugins that shall be there, as paths from the project's folder. */
    String[] plugins() default {};

    /** Settings of Gantry, as {@code "gantry.http.port=8181"} in {@code gantry.properties}. */
    String[] settings() default {};
}
