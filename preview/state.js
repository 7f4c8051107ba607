show({"number": 1, "pages": ["page-1-1.png", "page-1-2.png", "page-1-3.png", "page-1-4.png", "page-1-5.png", "page-1-6.png", "page-1-7.png", "page-1-8.png"], "error": null, "notes": []});
