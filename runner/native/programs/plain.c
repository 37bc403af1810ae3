/* Takes a little, and says that it came to its end. */
#include <stdio.h>
#include <stdlib.h>

static char *volatile one;

int main(void) {
    one = malloc(200000);
    one[0] = 1;
    puts(one[0] == 1 ? "done" : "");
    free(one);
    return 0;
}
