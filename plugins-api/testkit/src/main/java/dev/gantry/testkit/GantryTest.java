package dev.gantry.testkit;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the test methods of a class a {@link TaskRunner}, a {@link DetectorRunner}, a {@link
 * PanelRunner}, a {@link TestClock} and a {@link LocalServer} as parameters; new ones for each
 * test, the runners of one test on the same clock. No Gantry is booted: for that see {@link
 * GantryServer}.
 *
 * <pre>{@code
 * @GantryTest
 * class GreetTest {
 *     @Test
 *     void greets(TaskRunner tasks) {
 *         assertThat(tasks.run(new Greet(), Map.of("name", "Ada"))).succeeded();
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(GantryExtension.class)
public @interface GantryTest {}
