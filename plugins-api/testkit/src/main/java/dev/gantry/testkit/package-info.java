/**
 * Runs tasks, detectors and panels in a plain JUnit test, of JUnit 5 or 6. No framework is booted;
 * time is virtual. {@link dev.gantry.testkit.GantryServer} boots a real Gantry where that is
 * wanted.
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
 * <p>What it leaves to the real Gantry: limits such as {@code @Range} are checked at submit, and
 * results are stored as JSON. Here the result is the object that the task returned.
 */
package dev.gantry.testkit;
