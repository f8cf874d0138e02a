/** What a person should look at, made from what the parts of Gantry tell. */
package dev.gantry.http.attention;
