/**
 * Runs tasks and detectors in a plain JUnit test. No framework is booted; time is virtual.
 *
 * <pre>{@code
 * @GantryTest
 * class GreetTest {
 *     @Test
 *     void greets(TaskRunner tasks) {
 *         var run = tasks.run(new Greet(), Map.of("name", "Ada"));
 *         assertThat(run).succeeded().output(new Greet.Greeting("Hello, Ada"));
 *     }
 * }
 * }</pre>
 *
 * <p>What it leaves to the real Gantry: limits such as {@code @Range} are checked at submit,
 * results are stored as JSON, and attempts are repeated by policy. Here an attempt runs once, and
 * its result is the object that the task returned.
 */
package dev.gantry.testkit;
