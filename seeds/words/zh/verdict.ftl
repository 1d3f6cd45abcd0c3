# Why a photo is refused or warned about, and how to take a better one. One message per reason.
verdict-no_person = 没有看到人。请站到镜头前，让头到脚都在画面里。
verdict-several_people = 画面里不止一个人。请只留一个人再拍。
verdict-body_cut_off = 头、手或脚没有拍全。请往后退，直到全身都在画面里。
verdict-not_standing = 请站直，双脚稍微分开。
verdict-back_view = 拍到的是背面。请面向镜头。
verdict-wrong_view = 方向和要求的不一样。请按轮廓图的方向转身。
verdict-too_small = 离得太远。请走近一些，让人像占满画面的高度。
verdict-blurred = 照片模糊。请把手机或相机放稳，并擦净镜头。
verdict-too_dark = 光线太暗。请面向窗户，或打开灯。
verdict-arms_on_body = 请把双臂稍微离开身体。
verdict-arm_raised = 请放下双臂，稍微离开身体。
verdict-not_a_photo = 这不像真人的照片。请用相机现拍一张。
verdict-picture_of_picture = 这是翻拍屏幕或相片的照片。请本人站到镜头前拍摄。
verdict-not_a_person = 看不清真人的脸。请摘下口罩，在白光下看着镜头。
verdict-outline_unclear = 身体的轮廓看不清。请穿贴身的衣服，站在干净的墙前。
