/** The version in package.json: a constant, because a start has no time to read a file. A test compares the two. */
export const version = '0.1.0';
