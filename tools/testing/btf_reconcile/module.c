struct list_head { struct list_head *next, *prev; };
struct device { struct list_head list; long id[2]; void *data[3]; };
enum state { OFF, ON };
typedef unsigned int u32;
struct own { void *pointers[2]; struct device *last; } o;
struct holder { struct device dev; struct list_head *where; enum state s; u32 n; } h;
int use(struct holder *h, u32 n) { return h->dev.id[0] + h->s + n; }
asm(".pushsection .BTF_ids,\"a\"\n"
    ".macro id name size\n.local \\name\n.type \\name, %object\n.size \\name, \\size\n\\name:\n.endm\n"
    "id __BTF_ID__set8__set 24\n.long 2, 7\n"
    "id __BTF_ID__struct__device__1 4\n.long 0, 3\n"
    "id __BTF_ID__struct__list_head__2 4\n.long 0, 5\n"
    "id __BTF_ID__typedef__u32__3 4\n.long 0\n.popsection\n");
